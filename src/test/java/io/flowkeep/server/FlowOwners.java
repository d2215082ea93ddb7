package io.flowkeep.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.neighbours.FakeIam;
import io.flowkeep.server.EventListener.Heard;
import io.flowkeep.testing.Await;
import io.flowkeep.testing.TestServer;
import io.flowkeep.testing.Wire;
import io.flowkeep.testing.Wire.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One server and clients that lead flows through their whole lives, each answer of which must be
 * the expected one. What was acknowledged is remembered. One test only.
 */
final class FlowOwners implements AutoCloseable {
    /** After this the real clients give up. */
    private static final Duration CLIENTS_WAIT = Duration.ofSeconds(5);

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What was acknowledged of each flow, in the order it was asked for. */
    private final Map<String, List<String>> acknowledged = new ConcurrentHashMap<>();

    private final AtomicInteger answers = new AtomicInteger();
    private final AtomicLong slowestNanos = new AtomicLong();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> clients = new ArrayList<>();
    private final String busUrl;
    private final String exchange;
    private final FakeIam iam = FakeIam.start();
    private final FlowStorage under;
    private final TestServer server;
    private final Wire wire;
    private volatile boolean enough;

    private FlowOwners(String storage, Path home, String busUrl) throws Exception {
        this.busUrl = busUrl;
        this.exchange = "flowkeep-test-" + storage;
        WaitingQueue.declare(busUrl, exchange);
        under = FlowStorage.start(storage);
        String events =
                "{type: rabbitmq, url: \"%s\", exchange: %s, queue: %s.own}"
                        .formatted(busUrl, exchange, exchange);
        server = TestServer.start(home.resolve(storage), under.yaml(iam, events));
        wire = new Wire(server.port());
    }

    /** Starts a server on a storage, by the word of the configuration, and clients of it. */
    static FlowOwners start(String storage, Path home, String busUrl, int clients)
            throws Exception {
        FlowOwners owners = new FlowOwners(storage, home, busUrl);
        owners.awaitQueue("pass");
        for (int client = 0; client < clients; client++) {
            owners.clients.add(owners.threads.submit(owners::work));
        }
        return owners;
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

    int answers() {
        return answers.get();
    }

    void awaitAnswers(int wanted) throws Exception {
        Await.within(
                PATIENCE,
                () -> {
                    failIfOneEnded();
                    return answers.get() >= wanted;
                });
    }

    private void failIfOneEnded() throws ExecutionException, InterruptedException {
        for (Future<?> client : clients) {
            if (client.isDone()) {
                client.get();
            }
        }
    }

    /** What the health check says of the bus; all else it says does not change. */
    String queue() throws Exception {
        Answer answer = wire.get("", "/healthcheck");
        assertEquals(200, answer.status(), answer.text());
        assertEquals("pass", answer.json().path("status").asString(""));
        return answer.json().path("details").path("queue").path("status").asString("");
    }

    void awaitQueue(String status) throws Exception {
        Await.within(PATIENCE, () -> queue().equals(status));
    }

    void assertOnlyTheOperatorIsTold() throws Exception {
        assertEquals("fail", queue());
        assertEquals(200, wire.get("", "/livez").status());
        Answer ready = wire.get("", "/readyz");
        assertEquals(200, ready.status(), ready.text());
        assertEquals("ok", ready.json().path("status").asString(""));
        assertEquals("unavailable", ready.json().path("parts").path("events").asString(""));
        assertEquals("ok", ready.json().path("parts").path("flows").asString(""));
    }

    /** Ends the clients; fails with the first answer that was none of those expected. */
    void end() throws ExecutionException, InterruptedException {
        enough = true;
        for (Future<?> client : clients) {
            client.get();
        }
        assertTrue(
                slowestNanos.get() < CLIENTS_WAIT.toNanos(),
                "the slowest answer took " + Duration.ofNanos(slowestNanos.get()));
    }

    /** Every acknowledged event is there in the end, and in its flow's order. */
    void assertAllIsAnnounced() throws Exception {
        List<Heard> heard = new ArrayList<>();
        Await.within(
                PATIENCE,
                () -> {
                    heard.addAll(WaitingQueue.drain(busUrl, exchange));
                    return firstArrivals(heard).equals(acknowledged);
                });
        Map<String, String> texts = new HashMap<>();
        for (Heard message : heard) {
            String id = message.properties().getMessageId();
            assertEquals(message.text(), texts.computeIfAbsent(id, _ -> message.text()));
        }
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

    @Override
    public void close() {
        enough = true;
        wire.close();
        threads.close();
        server.close();
        under.close();
        iam.close();
    }
}
