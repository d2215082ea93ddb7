package io.flowkeep.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.events.rabbitmq.RabbitNode;
import io.flowkeep.neighbours.FakeIam;
import io.flowkeep.server.EventListener.Heard;
import io.flowkeep.server.Wire.Answer;
import io.flowkeep.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** RabbitMQ goes away and comes back while many work; nobody but the operator notices. */
@ParameterizedClass
@ValueSource(strings = {"sqlite", "mongodb"})
@Tag("slow")
@Tag("neighbours")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class FlowsBusOutageTest {
    private static final int CLIENTS = 8;
    private static final Duration AWAY = Duration.ofSeconds(8);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String EXCHANGE = "flowkeep-test";

    /** After this the real clients give up. */
    private static final Duration CLIENTS_WAIT = Duration.ofSeconds(5);

    /** What was acknowledged of each flow, in the order it was asked for. */
    private final Map<String, List<String>> acknowledged = new ConcurrentHashMap<>();

    private final AtomicInteger answers = new AtomicInteger();
    private final AtomicLong slowestNanos = new AtomicLong();
    @Parameter private String storage = "";
    @TempDir private Path home;
    private FakeIam iam;
    private FlowStorage under;
    private RabbitNode node;
    private TestServer server;
    private Wire wire;
    private volatile boolean enough;

    @BeforeEach
    void start() throws Exception {
        node = RabbitNode.start(Files.createDirectories(home.resolve("rabbit")));
        WaitingQueue.declare(node.url(), EXCHANGE);
        iam = FakeIam.start();
        under = FlowStorage.start(storage);
        String events =
                "{type: rabbitmq, url: \"%s\", exchange: %s, queue: %s.own}"
                        .formatted(node.url(), EXCHANGE, EXCHANGE);
        server = TestServer.start(home, under.yaml(iam, events));
        wire = new Wire(server.port());
        awaitQueue("pass");
    }

    @AfterEach
    void stop() {
        wire.close();
        server.close();
        under.close();
        iam.close();
        node.close();
    }

    @Test
    void every_request_is_answered_and_every_event_arrives_in_order() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> clients = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                clients.add(threads.submit(this::work));
            }
            try {
                awaitMoreAnswers();
                node.stop();
                assertOnlyTheOperatorNotices();
                node.startAgain();
                awaitQueue("pass");
                awaitMoreAnswers();
                node.kill();
                assertOnlyTheOperatorNotices();
                node.startAgain();
                awaitQueue("pass");
                awaitMoreAnswers();
            } finally {
                enough = true;
            }
            for (Future<?> client : clients) {
                client.get(); // an answer that was none of those expected
            }
        }
        assertTrue(
                slowestNanos.get() < CLIENTS_WAIT.toNanos(),
                "the slowest answer took " + Duration.ofNanos(slowestNanos.get()));
        List<Heard> heard = new ArrayList<>();
        Eventually.within(
                PATIENCE,
                () -> {
                    heard.addAll(WaitingQueue.drain(node.url(), EXCHANGE));
                    return firstArrivals(heard).equals(acknowledged);
                });
        assertEachIdIsOneMessage(heard);
    }

    /** One flow's whole life after another. */
    private @Nullable Void work() throws Exception {
        FlowClient user = new FlowClient(wire, "u1");
        while (!enough) {
            String id = timed(() -> user.create(FlowBodies.twoSteps("out of order")));
            List<String> events = new ArrayList<>(List.of("flowrepo.flow.created"));
            acknowledged.put(id, events);
            ok(() -> user.rename(id, "renamed"));
            events.add("flowrepo.flow.modified");
            ok(() -> user.start(id));
            events.add("flow.starting");
            ok(() -> user.forceStop(id));
            events.add("flow.stopping");
            ok(() -> user.delete(id));
            events.add("flowrepo.flow.deleted");
            Thread.sleep(20); // the machine has others to serve, RabbitMQ among them
        }
        return null;
    }

    private void ok(Callable<Answer> request) throws Exception {
        Answer answer = timed(request);
        assertEquals(200, answer.status(), answer.text());
    }

    private <T> T timed(Callable<T> request) throws Exception {
        long start = System.nanoTime();
        T answer = request.call();
        slowestNanos.accumulateAndGet(System.nanoTime() - start, Math::max);
        answers.incrementAndGet();
        return answer;
    }

    private void awaitMoreAnswers() throws Exception {
        int wanted = answers.get() + 400;
        Eventually.within(PATIENCE, () -> answers.get() >= wanted);
    }

    private void assertOnlyTheOperatorNotices() throws Exception {
        int before = answers.get();
        long end = System.nanoTime() + AWAY.toNanos();
        awaitQueue("fail");
        while (System.nanoTime() < end) {
            assertEquals("fail", queue());
            assertEquals(200, wire.get("", "/livez").status());
            Answer ready = wire.get("", "/readyz");
            assertEquals(200, ready.status(), ready.text());
            assertEquals("ok", ready.json().path("status").asString(""));
            assertEquals("unavailable", ready.json().path("parts").path("events").asString(""));
            assertEquals("ok", ready.json().path("parts").path("flows").asString(""));
            Thread.sleep(100);
        }
        assertTrue(answers.get() > before + CLIENTS, "the clients went on");
    }

    /** What the health check says of the bus; all else it says does not change. */
    private String queue() throws Exception {
        Answer answer = wire.get("", "/healthcheck");
        assertEquals(200, answer.status(), answer.text());
        assertEquals("pass", answer.json().path("status").asString(""));
        return answer.json().path("details").path("queue").path("status").asString("");
    }

    private void awaitQueue(String status) throws Exception {
        Eventually.within(PATIENCE, () -> queue().equals(status));
    }

    /** Each flow's events in the order they came; repetitions do not count. */
    private static Map<String, List<String>> firstArrivals(List<Heard> heard) {
        Map<String, List<String>> arrivals = new HashMap<>();
        Map<String, Boolean> known = new HashMap<>();
        for (Heard message : heard) {
            if (known.put(message.properties().getMessageId(), true) == null) {
                arrivals.computeIfAbsent(message.flowId(), _ -> new ArrayList<>())
                        .add(message.routingKey());
            }
        }
        return arrivals;
    }

    private static void assertEachIdIsOneMessage(List<Heard> heard) {
        Map<String, String> texts = new HashMap<>();
        for (Heard message : heard) {
            String id = message.properties().getMessageId();
            assertEquals(message.text(), texts.computeIfAbsent(id, _ -> message.text()));
        }
    }
}
