package io.flowkeep.flows;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.events.Outbox;
import io.flowkeep.events.OutboxEvent;
import io.flowkeep.flows.FlowStore.Decision;
import io.flowkeep.json.Json;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.io.TempDir;

/** One open store on a scratch folder, and short words for what tests do with it. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
public abstract class OpenFlowStore {
    @TempDir Path folder;
    private OpenFlows open;

    /**
     * Opens the driver on a folder of its own, empty at first; called again with the same folder,
     * after a close, to reopen it.
     */
    protected abstract OpenFlows open(Path folder) throws Exception;

    /** What is to be expected of the driver. */
    protected abstract FlowTraits traits();

    @BeforeEach
    final void openStore() throws Exception {
        open = open(folder);
    }

    @AfterEach
    final void closeStore() {
        open.close().run();
    }

    /** The store under test. */
    protected final FlowStore store() {
        return open.store();
    }

    /** The outbox of the store under test. */
    protected final Outbox outbox() {
        return open.outbox();
    }

    /** Closes the store and opens it on the same folder; ends the test if nothing survives that. */
    protected final void reopen() throws Exception {
        Assumptions.assumeTrue(traits().survivesReopen(), "keeps nothing over a reopen");
        open.close().run();
        open = open(folder);
    }

    /** Adds flows without events. */
    protected final void insert(Flow... flows) {
        for (Flow flow : flows) {
            store().insert(flow, List.of());
        }
    }

    /** The flow, which must be there. */
    protected final Flow stored(int number) {
        return store().find(SampleFlows.id(number), SampleFlows.ALL).orElseThrow();
    }

    /** Stores the flow as it is with these events. */
    protected final void announce(int number, String... eventIds) {
        assertTrue(
                store().change(
                                SampleFlows.id(number),
                                SampleFlows.ALL,
                                flow -> Decision.put("", flow, SampleFlows.events(eventIds)))
                        .isPresent());
    }

    /** Ids of the events that wait, as far as they are due some days after noon. */
    protected final List<String> waiting() {
        return outbox().due(SampleFlows.NOON.plusSeconds(1_000_000), 1_000).stream()
                .map(OutboxEvent::id)
                .toList();
    }

    /** A flow as text, to compare everything in it. */
    protected static String text(Flow flow) {
        return String.join(
                " ",
                flow.id().hex(),
                Json.text(flow.definition().json()),
                flow.run().toString(),
                flow.createdAt().toString(),
                flow.updatedAt().toString(),
                flow.definedAt().toString());
    }
}
