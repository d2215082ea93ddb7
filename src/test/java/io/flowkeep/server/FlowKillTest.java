package io.flowkeep.server;

import io.flowkeep.events.rabbitmq.RabbitBroker;
import io.flowkeep.testing.RunLength;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server is killed again and again between storing a change and publishing its event. Whatever
 * was answered is announced in the end, in each flow's order.
 */
@Tag("slow")
@Tag("neighbours")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class FlowKillTest {
    private static final int KILLS = RunLength.of(16, 100);

    /** Each has a server, a store and an exchange of its own; a start leaves a core half idle. */
    private static final int LANES = 2;

    @TempDir private Path folder;

    @Test
    void every_acknowledged_change_is_announced_in_order_after_many_kills() throws Exception {
        String url = RabbitBroker.address();
        List<Future<?>> lanes = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int lane = 0; lane < LANES; lane++) {
                Path home = Files.createDirectories(folder.resolve("lane-" + lane));
                KilledFlows killed = new KilledFlows(url, home, new Random(7 + lane));
                lanes.add(
                        threads.submit(() -> {
                            killed.run(KILLS / LANES);
                            return null;
                        }));
            }
            for (Future<?> lane : lanes) {
                lane.get();
            }
        }
    }
}
