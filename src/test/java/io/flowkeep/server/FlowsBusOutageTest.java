package io.flowkeep.server;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.testing.OwnServers;
import io.flowkeep.testing.RunLength;
import io.flowkeep.testing.servers.RabbitNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * RabbitMQ goes away and comes back while many work; nobody but the operator notices. Two servers,
 * with their flows in different stores, lose the same RabbitMQ.
 */
@Tag("slow")
@Tag("neighbours")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class FlowsBusOutageTest {
    private static final int CLIENTS = RunLength.of(4, 8);
    private static final int ANSWERS_BETWEEN = RunLength.of(100, 400);
    private static final Duration AWAY = Duration.ofSeconds(RunLength.of(3, 8));

    @TempDir private Path home;

    @Test
    void every_request_is_answered_and_every_event_arrives_in_order() throws Exception {
        try (RabbitNode node = OwnServers.rabbit(Files.createDirectories(home.resolve("rabbit")));
                FlowOwners sqlite = FlowOwners.start("sqlite", home, node.url(), CLIENTS);
                FlowOwners mongoDb = FlowOwners.start("mongodb", home, node.url(), CLIENTS)) {
            List<FlowOwners> all = List.of(sqlite, mongoDb);
            awaitMoreAnswers(all);
            if (RunLength.isLong()) {
                node.stop(); // as an administrator does, which the bus's own tests do in each run
                assertOnlyTheOperatorNotices(all);
                node.startAgain();
                awaitBack(all);
            }
            node.kill();
            assertOnlyTheOperatorNotices(all);
            node.startAgain();
            awaitBack(all);
            for (FlowOwners owners : all) {
                owners.end();
            }
            for (FlowOwners owners : all) {
                owners.assertAllIsAnnounced();
            }
        }
    }

    private static void awaitMoreAnswers(List<FlowOwners> all) throws Exception {
        List<Integer> before = all.stream().map(FlowOwners::answers).toList();
        for (int i = 0; i < all.size(); i++) {
            all.get(i).awaitAnswers(before.get(i) + ANSWERS_BETWEEN);
        }
    }

    private static void awaitBack(List<FlowOwners> all) throws Exception {
        for (FlowOwners owners : all) {
            owners.awaitQueue("pass");
        }
        awaitMoreAnswers(all);
    }

    private static void assertOnlyTheOperatorNotices(List<FlowOwners> all) throws Exception {
        for (FlowOwners owners : all) {
            owners.awaitQueue("fail");
        }
        List<Integer> before = all.stream().map(FlowOwners::answers).toList();
        long end = System.nanoTime() + AWAY.toNanos();
        while (System.nanoTime() < end) {
            for (FlowOwners owners : all) {
                owners.assertOnlyTheOperatorIsTold();
            }
            Thread.sleep(100);
        }
        for (int i = 0; i < all.size(); i++) {
            assertTrue(all.get(i).answers() > before.get(i) + CLIENTS, "the clients did not go on");
        }
    }
}
