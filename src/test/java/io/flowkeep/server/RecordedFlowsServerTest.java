package io.flowkeep.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.flowkeep.contract.FlowsReplay;
import io.flowkeep.contract.RecordedFlowCase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every recorded case of the Flow Repository, sent over a socket to whole servers, with the
 * differences that the face alone has and no others.
 */
@Tag("slow")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class RecordedFlowsServerTest {
    /** As many as with the face alone. */
    private static final String ALL =
            "cases 642, bodies 630, entity tags 552, events 101, differences on purpose 69";

    @TempDir private static Path home;

    @TestFactory
    Stream<DynamicTest> on_SQLite() {
        return play("sqlite", 1);
    }

    @TestFactory
    Stream<DynamicTest> on_MongoDB() {
        return play("mongodb", 1);
    }

    @TestFactory
    Stream<DynamicTest> on_PostgreSQL_with_three_servers() {
        return play("postgres", 3);
    }

    private static Stream<DynamicTest> play(String storage, int replicas) {
        WholeFlowServers servers = new WholeFlowServers(storage, replicas, home.resolve(storage));
        FlowsReplay replay = new FlowsReplay(servers);
        List<DynamicTest> tests = new ArrayList<>();
        for (RecordedFlowCase recorded : RecordedFlowCase.all()) {
            tests.add(DynamicTest.dynamicTest(recorded.toString(), () -> replay.play(recorded)));
        }
        tests.add(
                DynamicTest.dynamicTest(
                        "all were compared", () -> assertEquals(ALL, replay.counts().toString())));
        return tests.stream().onClose(servers::close);
    }
}
