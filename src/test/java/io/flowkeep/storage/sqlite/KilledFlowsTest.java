package io.flowkeep.storage.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.events.OutboxEvent;
import io.flowkeep.flows.Flow;
import io.flowkeep.flows.FlowQuery;
import io.flowkeep.flows.FlowStatus;
import io.flowkeep.flows.SampleFlows;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process that changes flows and looks at what it had acknowledged. */
@Tag("slow")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class KilledFlowsTest {
    @TempDir Path folder;

    @RepeatedTest(3)
    void flows_and_their_events_survive_a_kill_together() throws Exception {
        Set<String> acknowledged =
                Acknowledged.beforeTheKill(
                        folder.resolve("said"),
                        AcknowledgedFlows.class,
                        folder,
                        Pattern.compile("(made|started|removed) \\d+"));
        assertTrue(acknowledged.size() >= 400);
        try (SqliteDatabase database = OpenSqliteFlows.database(folder)) {
            SqliteFlowStore store = new SqliteFlowStore(database);
            Set<String> events =
                    new SqliteOutbox(database)
                            .due(SampleFlows.NOON.plusSeconds(1), 1_000_000).stream()
                                    .map(OutboxEvent::id)
                                    .collect(Collectors.toSet());
            for (String each : acknowledged) {
                assertTrue(events.contains(each.replace(' ', '-')), each);
            }
            Set<Integer> there = new TreeSet<>();
            for (int number = 0; number <= last(events); number++) {
                Optional<Flow> flow = store.find(SampleFlows.id(number), SampleFlows.ALL);
                assertEquals(
                        events.contains("made-" + number) && !events.contains("removed-" + number),
                        flow.isPresent(),
                        "flow " + number);
                if (flow.isPresent()) {
                    there.add(number);
                    assertEquals(
                            events.contains("started-" + number),
                            flow.get().status().equals(FlowStatus.STARTING),
                            "flow " + number);
                }
            }
            assertEquals(there.size(), store.list(FlowQuery.of(SampleFlows.ALL)).total());
            assertEquals(there.size(), store.list(FlowQuery.of(SampleFlows.ownedBy("t"))).total());
        }
    }

    private static int last(Set<String> events) {
        return events.stream()
                .mapToInt(event -> Integer.parseInt(event.substring(event.indexOf('-') + 1)))
                .max()
                .orElseThrow();
    }
}
