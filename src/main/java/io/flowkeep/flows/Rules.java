package io.flowkeep.flows;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

interface Rules {
    sealed interface Verdict {
        record Valid(FlowDefinition definition) implements Verdict {}

        record Invalid(List<String> messages) implements Verdict {}
    }

    Verdict check(ObjectNode members);

    Verdict check(ObjectNode members, FlowDefinition stored);
}
