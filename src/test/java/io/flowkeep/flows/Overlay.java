package io.flowkeep.flows;

import io.flowkeep.json.Json;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Members that replace stored ones; it makes sense unless there is one called {@code nonsense}. */
record Overlay(ObjectNode members) implements FlowEdit {
    static final String NONSENSE = "nonsense";

    /** With the quotes of {@link SampleFlows#json}. */
    static Overlay of(String members) {
        return new Overlay(SampleFlows.json(members));
    }

    @Override
    public boolean touchesGraph() {
        return members.has("graph");
    }

    @Override
    public Checked over(FlowDefinition stored) {
        ObjectNode json = Json.object();
        json.setAll(stored.json());
        json.setAll(members);
        return members.has(NONSENSE)
                ? new Checked.Invalid(List.of(NONSENSE))
                : new Checked.Valid(FlowDefinition.of(json));
    }
}
