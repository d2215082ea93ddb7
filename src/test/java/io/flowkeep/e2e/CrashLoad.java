package io.flowkeep.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.flowkeep.e2e.NodeRedClient.Answer;
import io.flowkeep.json.Json;
import io.flowkeep.json.JsonSyntaxException;
import io.flowkeep.testing.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;

/**
 * Writes through Node-RED, in three ways at once, until the programs are killed under it, and
 * remembers how far each way came: what it counted was acknowledged, the next may or may not have
 * happened. Each way counts up from 0, one request at a time.
 */
final class CrashLoad implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String LOG = "crash/log.txt";
    private final NodeRedClient nodeRed;
    private final List<Way> ways;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private record Way(AtomicInteger acknowledged, Step step) {}

    private interface Step {
        Answer run(int count) throws IOException, InterruptedException, JsonSyntaxException;
    }

    private CrashLoad(NodeRedClient nodeRed) {
        this.nodeRed = nodeRed;
        this.ways =
                List.of(
                        way(count -> nodeRed.file("append", LOG, "line " + count + "\n")),
                        way(count -> nodeRed.file("write", fileName(count), content(count))),
                        way(count -> nodeRed.set("direct", "global", key(count), value(count))));
    }

    private static Way way(Step step) {
        return new Way(new AtomicInteger(), step);
    }

    /** Starts to write. */
    static CrashLoad start(NodeRedClient nodeRed) {
        CrashLoad load = new CrashLoad(nodeRed);
        for (Way way : load.ways) {
            load.threads.execute(() -> load.run(way));
        }
        return load;
    }

    private void run(Way way) {
        try {
            while (!ended.get()) {
                Answer answer = way.step.run(way.acknowledged.get());
                if (answer.status() != 200) {
                    return;
                }
                way.acknowledged.incrementAndGet();
            }
        } catch (IOException | JsonSyntaxException e) {
            // Killed: what was under way is not counted.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until each way has come this far. */
    void awaitAcknowledged(int count) {
        Await.within(
                PATIENCE,
                "writes go on",
                () -> ways.stream().allMatch(way -> way.acknowledged.get() >= count));
    }

    /** Stops and waits for what is under way. */
    @Override
    public void close() {
        ended.set(true);
        threads.close();
    }

    /** Reads everything that was acknowledged, once, whole and in order. */
    void verify() throws IOException, InterruptedException, JsonSyntaxException {
        List<String> lines = new ArrayList<>();
        for (JsonNode line : Json.parse(nodeRed.read("lines", LOG).text())) {
            lines.add(line.asString());
        }
        for (int count = 0; count < ways.get(0).acknowledged.get(); count++) {
            assertEquals("line " + count, lines.get(count));
        }
        for (int count = 0; count < ways.get(1).acknowledged.get(); count++) {
            assertEquals(content(count), nodeRed.read("read", fileName(count)).text());
        }
        for (int count = 0; count < ways.get(2).acknowledged.get(); count++) {
            String held = nodeRed.get("direct", "global", key(count)).text();
            assertEquals("[" + value(count) + "]", held);
        }
    }

    private static String fileName(int count) {
        return "crash/" + count + ".txt";
    }

    private static String content(int count) {
        return "content of " + count;
    }

    private static String key(int count) {
        return "crash" + count;
    }

    private static String value(int count) {
        return Json.text(Json.object().put("count", count));
    }
}
