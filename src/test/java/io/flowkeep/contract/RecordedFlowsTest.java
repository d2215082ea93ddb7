package io.flowkeep.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.flowkeep.flows.http.FlowsOnTheWire;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every recorded case of the Flow Repository, sent over a socket to the face of flows. What differs
 * on purpose is in {@link FlowsDifferences}, which is asserted like the rest.
 */
@Tag("slow")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class RecordedFlowsTest {

    @Test
    void every_difference_is_about_a_recorded_case() {
        Set<String> differences = new LinkedHashSet<>(FlowsDifferences.ids());
        RecordedFlowCase.all().forEach(recorded -> differences.remove(recorded.id()));
        assertEquals(Set.of(), differences);
    }

    @TestFactory
    Stream<DynamicTest> on_a_store_in_memory() {
        FlowsOnTheWire servers = new FlowsOnTheWire();
        FlowsReplay replay = new FlowsReplay(servers);
        List<DynamicTest> tests = new ArrayList<>();
        for (RecordedFlowCase recorded : RecordedFlowCase.all()) {
            tests.add(DynamicTest.dynamicTest(recorded.toString(), () -> replay.play(recorded)));
        }
        tests.add(
                DynamicTest.dynamicTest(
                        "all were compared",
                        () ->
                                assertEquals(
                                        "cases 642, bodies 630, entity tags 552, events 101,"
                                                + " differences on purpose 69",
                                        replay.counts().toString())));
        return tests.stream().onClose(servers::close);
    }
}
