package io.flowkeep.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.json.JsonSyntaxException;
import io.flowkeep.server.EventListener.Heard;
import io.flowkeep.testing.Await;
import io.flowkeep.testing.Wire;
import io.flowkeep.testing.Wire.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;

/**
 * Clients of all kinds, who remember what was acknowledged. A request that is not answered, or
 * answered with 5xx, may have had its effect or not; both are right. One test only.
 */
final class ReplicaLoad {
    private static final int APPENDERS = 4;
    private static final int LOGS = 2;
    private static final int FILLERS = 4;
    private static final int SETTERS = 4;
    private static final int FLOW_OWNERS = 3;
    private static final String LOG_PATH = "/v1/files/t1/logs/shared/";
    private static final String TIGHT_PATH = "/v1/files/t1/tight/";
    private static final String CONTEXT = "/v1/context/values/";

    private final int port;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> clients = new ArrayList<>();
    private final List<Set<Integer>> appended = new ArrayList<>();
    private final List<AtomicInteger> set = new ArrayList<>();
    private final Map<String, List<String>> announced = new ConcurrentHashMap<>();
    private final AtomicInteger filled = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();

    private ReplicaLoad(int port) {
        this.port = port;
    }

    /** Starts all clients. */
    static ReplicaLoad start(int port) {
        ReplicaLoad load = new ReplicaLoad(port);
        for (int i = 0; i < APPENDERS; i++) {
            int number = i;
            load.appended.add(ConcurrentHashMap.newKeySet());
            load.run((wire, count) -> load.append(wire, number, count));
        }
        for (int i = 0; i < FILLERS; i++) {
            Random random = new Random(i);
            load.run((wire, _) -> load.fill(wire, random));
        }
        for (int i = 0; i < SETTERS; i++) {
            int number = i;
            load.set.add(new AtomicInteger(-1));
            load.run((wire, count) -> load.set(wire, number, count));
        }
        for (int i = 0; i < FLOW_OWNERS; i++) {
            load.run((wire, _) -> load.liveOnce(new FlowClient(wire, "u1")));
        }
        return load;
    }

    private interface Step {
        void run(Wire wire, int count)
                throws IOException, InterruptedException, JsonSyntaxException;
    }

    private void run(Step step) {
        clients.add(
                threads.submit(() -> {
                    try (Wire wire = new Wire(port)) {
                        for (int count = 0; !stopped.get(); count++) {
                            try {
                                step.run(wire, count);
                            } catch (IOException e) {
                                Thread.sleep(20); // a server was killed
                            }
                        }
                    }
                    return null;
                }));
    }

    /** Ends all clients; throws what one of them did not expect. */
    void stop() throws ExecutionException, InterruptedException {
        stopped.set(true);
        for (Future<?> client : clients) {
            client.get();
        }
        threads.close();
    }

    /** 401: a server that has just started, and the platform did not answer it in time. */
    private static boolean isDone(Answer answer) {
        assertTrue(
                answer.status() == 200 || answer.status() == 401 || answer.status() >= 500,
                () -> answer.status() + " " + answer.text());
        return answer.status() == 200;
    }

    private void append(Wire wire, int client, int count) throws IOException, InterruptedException {
        String path = LOG_PATH + count % LOGS + ".txt";
        byte[] line = ("<" + client + ":" + count + ">\n").getBytes(UTF_8);
        if (isDone(wire.put("std~logs", path, line, "ff_mode", "append"))) {
            appended.get(client).add(count);
        }
    }

    private void fill(Wire wire, Random random) throws IOException, InterruptedException {
        String path = TIGHT_PATH + random.nextInt(12) + ".bin";
        Answer answer =
                switch (random.nextInt(8)) {
                    case 0 -> wire.delete("tight~tight", path);
                    case 1, 2 ->
                            wire.put(
                                    "tight~tight",
                                    path,
                                    new byte[random.nextInt(3000)],
                                    "ff_mode",
                                    "append");
                    default -> wire.put("tight~tight", path, new byte[random.nextInt(12_000)]);
                };
        if (answer.status() == 413) {
            refused.incrementAndGet();
        } else if (isDone(answer)) {
            filled.incrementAndGet();
        }
    }

    private void set(Wire wire, int client, int count) throws IOException, InterruptedException {
        String json =
                "[{\"key\":\"c%d.n\",\"value\":%d},{\"key\":\"c%d.text\",\"value\":\"%d\"}]"
                        .formatted(client, count, client, count);
        if (isDone(wire.post("std~values", CONTEXT + "global", json))) {
            set.get(client).set(count);
        }
    }

    /** One flow's whole life; ends at the first request that gets no good answer. */
    private void liveOnce(FlowClient user)
            throws IOException, InterruptedException, JsonSyntaxException {
        Answer created = user.tryToCreate(FlowBodies.twoSteps("killed"));
        if (created.status() != 201) {
            assertTrue(created.status() == 401 || created.status() >= 500, created::text);
            return;
        }
        String id = created.json().path("data").path("id").asString("");
        List<String> events = new ArrayList<>();
        announced.put(id, events);
        note(events, "flowrepo.flow.created");
        if (isDone(user.rename(id, "renamed"))) {
            note(events, "flowrepo.flow.modified");
        } else {
            return;
        }
        if (isDone(user.start(id))) {
            note(events, "flow.starting");
        } else {
            return;
        }
        if (isDone(user.forceStop(id))) {
            note(events, "flow.stopping");
        } else {
            return;
        }
        if (isDone(user.delete(id))) {
            note(events, "flowrepo.flow.deleted");
        }
    }

    private static void note(List<String> events, String name) {
        synchronized (events) {
            events.add(name);
        }
    }

    /** Otherwise the rest would prove nothing. */
    void assertMuchWasDone(int kills) {
        assertTrue(appended.stream().allMatch(lines -> lines.size() > kills), appended::toString);
        assertTrue(set.stream().allMatch(count -> count.get() > kills), set::toString);
        assertTrue(announced.size() > kills, () -> announced.size() + " flows");
        assertTrue(filled.get() > kills, () -> filled + " files");
        assertTrue(refused.get() > 0, "the quota was never reached");
    }

    /** Reads back what was acknowledged. */
    void assertNothingIsLost(Wire wire)
            throws IOException, InterruptedException, JsonSyntaxException {
        assertLogs(wire);
        for (int client = 0; client < SETTERS; client++) {
            Answer answer = wire.get("std~values", CONTEXT + "global?key=c" + client);
            assertEquals(200, answer.status(), answer.text());
            JsonNode value = answer.json().path(0).path("value");
            int count = value.path("n").asInt(-1);
            assertTrue(count >= set.get(client).get(), () -> set + " but " + answer.text());
            assertEquals(String.valueOf(count), value.path("text").asString(""), "half a set");
        }
    }

    private void assertLogs(Wire wire) throws IOException, InterruptedException {
        List<List<Integer>> found = new ArrayList<>();
        for (int client = 0; client < APPENDERS; client++) {
            found.add(new ArrayList<>());
        }
        for (int log = 0; log < LOGS; log++) {
            Answer answer = wire.get("std~logs", LOG_PATH + log + ".txt");
            assertEquals(200, answer.status());
            for (String line : answer.text().split("\n", -1)) {
                if (!line.isEmpty()) {
                    assertTrue(line.matches("<\\d+:\\d+>"), () -> "not whole: " + line);
                    String[] parts = line.substring(1, line.length() - 1).split(":", -1);
                    found.get(Integer.parseInt(parts[0])).add(Integer.parseInt(parts[1]));
                }
            }
        }
        for (int client = 0; client < APPENDERS; client++) {
            Set<Integer> lost = new HashSet<>(appended.get(client));
            found.get(client).forEach(lost::remove);
            assertEquals(Set.of(), lost, "client " + client);
            Set<Integer> once = new HashSet<>(found.get(client));
            assertEquals(once.size(), found.get(client).size(), "twice, client " + client);
        }
    }

    /**
     * What lies in the bucket is counted, once the leases of killed servers have run out, and is at
     * no time more than is allowed.
     */
    void assertQuotaHolds(Wire wire, long limit, Duration patience) throws Exception {
        Await.within(
                patience,
                () -> {
                    long stored = stored(wire);
                    assertTrue(stored < limit, () -> stored + " of " + limit);
                    return counted(wire) == stored;
                });
    }

    private static long stored(Wire wire)
            throws IOException, InterruptedException, JsonSyntaxException {
        long stored = 0;
        Answer listing = wire.get("tight~tight", TIGHT_PATH);
        assertEquals(200, listing.status(), listing.text());
        for (JsonNode entry : listing.json().path("entries")) {
            stored += entry.path("size").asLong();
        }
        return stored;
    }

    private static long counted(Wire wire)
            throws IOException, InterruptedException, JsonSyntaxException {
        Answer quota = wire.get("tight~tight", "/v1/quota/t1/tight");
        assertEquals(200, quota.status(), quota.text());
        return quota.json().path("used").asLong();
    }

    /** Flows whose acknowledged events were not all heard in their order. */
    List<String> missing(EventListener listener) {
        Map<String, List<String>> heard = new HashMap<>();
        Set<String> known = new HashSet<>();
        for (Heard message : listener.heard()) {
            if (known.add(message.properties().getMessageId())) {
                heard.computeIfAbsent(message.flowId(), _ -> new ArrayList<>())
                        .add(message.routingKey());
            }
        }
        List<String> missing = new ArrayList<>();
        announced.forEach((id, events) -> {
            List<String> came = heard.getOrDefault(id, List.of());
            if (came.size() < events.size() || !came.subList(0, events.size()).equals(events)) {
                missing.add(id + ": " + events + " but heard " + came);
            }
        });
        return missing;
    }
}
