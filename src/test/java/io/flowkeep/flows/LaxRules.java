package io.flowkeep.flows;

import io.flowkeep.json.Json;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

final class LaxRules implements Rules {
    @Override
    public Verdict check(ObjectNode members) {
        return judge(members);
    }

    @Override
    public Verdict check(ObjectNode members, FlowDefinition stored) {
        ObjectNode merged = Json.object();
        merged.setAll(stored.json());
        for (String name : FlowDefinition.MEMBERS) {
            if (members.has(name)) {
                merged.set(name, members.get(name));
            }
        }
        return judge(merged);
    }

    private static Verdict judge(ObjectNode members) {
        return members.path("graph").isObject()
                ? new Verdict.Valid(FlowDefinition.of(members))
                : new Verdict.Invalid(List.of("Flows require a graph."));
    }
}
