package io.flowkeep.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.json.JsonSyntaxException;
import io.flowkeep.neighbours.FakeIam;
import io.flowkeep.server.EventListener.Heard;
import io.flowkeep.testing.Await;
import io.flowkeep.testing.Launcher;
import io.flowkeep.testing.Node;
import io.flowkeep.testing.Wire;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** One server that is killed again and again, and what it had acknowledged. One test only. */
final class KilledFlows {
    private static final int WRITERS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What was acknowledged of each flow, in the order it was asked for. */
    private final Map<String, List<String>> acknowledged = new ConcurrentHashMap<>();

    private final AtomicInteger answers = new AtomicInteger();
    private final String url;
    private final Path folder;
    private final Random random;

    /** Of a bus, with all files in a folder; killed at moments of chance. */
    KilledFlows(String url, Path folder, Random random) {
        this.url = url;
        this.folder = folder;
        this.random = random;
    }

    /** Kills so often, and then checks. */
    void run(int kills) throws Exception {
        String exchange = "flowkeep-test-" + UUID.randomUUID();
        int port = Launcher.freePort();
        try (FakeIam iam = FakeIam.start();
                EventListener listener = EventListener.on(url, exchange);
                HttpClient client = HttpClient.newHttpClient()) {
            configure(port, url, exchange, iam);
            for (int round = 0; round < kills; round++) {
                try (Node server = serve(client, port)) {
                    writeUntilKilled(port, server);
                }
            }
            try (Node server = serve(client, port)) {
                Await.within(PATIENCE, () -> missing(listener).isEmpty());
                server.terminate();
                assertEquals(0, server.awaitEnd(PATIENCE));
            } finally {
                assertEquals(List.of(), missing(listener));
                listener.remove(exchange + ".own", exchange + ".own.dead-letter");
            }
            assertTrue(answers.get() >= kills, "only " + answers + " changes were answered");
            assertEachIdIsOneMessage(listener);
        }
    }

    private Node serve(HttpClient client, int port) throws IOException, InterruptedException {
        // Compiled only quickly: no server of this test lives long enough for more to pay off.
        return Launcher.serve(
                client,
                folder,
                folder,
                port,
                Map.of("FLOWKEEP_JAVA_OPTS", "-XX:TieredStopAtLevel=1"));
    }

    private void configure(int port, String url, String exchange, FakeIam iam) throws IOException {
        Files.createDirectories(folder.resolve("etc"));
        Files.writeString(
                folder.resolve("etc/flowkeep.yml"),
                """
                host: 127.0.0.1
                port: %d
                flows: {storage: {type: sqlite}}
                events: {type: rabbitmq, url: "%s", exchange: %s, queue: %s.own}
                iam: {basic_url: "%s", token: %s}
                """
                        .formatted(
                                port,
                                url,
                                exchange,
                                exchange,
                                iam.basicEndpoint(),
                                FakeIam.SERVICE_TOKEN));
    }

    /** Lets a few answers through, then kills at any moment of the next milliseconds. */
    private void writeUntilKilled(int port, Node server) throws Exception {
        int enough = answers.get() + 3 + random.nextInt(10);
        AtomicBoolean killed = new AtomicBoolean();
        try (Wire wire = new Wire(port);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            FlowClient user = new FlowClient(wire, "u1");
            List<Future<?>> writers = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                writers.add(threads.submit(() -> write(user, killed)));
            }
            Await.within(PATIENCE, () -> answers.get() >= enough || killed.get());
            Thread.sleep(random.nextInt(10));
            killed.set(true);
            server.kill();
            for (Future<?> writer : writers) {
                writer.get(); // an answer that was none of those expected
            }
        }
    }

    /** One flow's whole life after another; ends at the first request that gets no answer. */
    private void write(FlowClient user, AtomicBoolean killed) {
        try {
            while (!killed.get()) {
                String id = user.create(FlowBodies.twoSteps("killed"));
                List<String> events = new ArrayList<>();
                acknowledged.put(id, events);
                note(events, "flowrepo.flow.created");
                assertEquals(200, user.rename(id, "renamed").status());
                note(events, "flowrepo.flow.modified");
                assertEquals(200, user.start(id).status());
                note(events, "flow.starting");
                assertEquals(200, user.forceStop(id).status());
                note(events, "flow.stopping");
                assertEquals(200, user.delete(id).status());
                note(events, "flowrepo.flow.deleted");
            }
        } catch (IOException e) {
            killed.set(true); // no answer came: the others need not try either
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (JsonSyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private void note(List<String> events, String name) {
        synchronized (events) {
            events.add(name);
        }
        answers.incrementAndGet();
    }

    /** Flows whose acknowledged events were not all heard in their order. */
    private List<String> missing(EventListener listener) {
        Map<String, List<String>> heard = new HashMap<>();
        Map<String, Boolean> known = new HashMap<>();
        for (Heard message : listener.heard()) {
            if (known.put(message.properties().getMessageId(), true) == null) {
                heard.computeIfAbsent(message.flowId(), _ -> new ArrayList<>())
                        .add(message.routingKey());
            }
        }
        List<String> missing = new ArrayList<>();
        acknowledged.forEach((id, events) -> {
            List<String> came = heard.getOrDefault(id, List.of());
            if (came.size() < events.size() || !came.subList(0, events.size()).equals(events)) {
                missing.add(id + ": " + events + " but heard " + came);
            }
        });
        return missing;
    }

    private static void assertEachIdIsOneMessage(EventListener listener) {
        Map<String, String> texts = new HashMap<>();
        for (Heard message : listener.heard()) {
            String id = message.properties().getMessageId();
            assertEquals(message.text(), texts.computeIfAbsent(id, _ -> message.text()));
        }
    }
}
