package io.flowkeep.neighbours;

import io.flowkeep.flows.FlowDefinition;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * What a node of a flow refers to. Immutable.
 *
 * @param id as it stands in the flow
 */
record Reference(Kind kind, String id) {

    /** To which neighbour it leads. */
    enum Kind {
        /** A node's componentId. */
        COMPONENT("componentId", "component", "component repository"),
        /** A node's credentials_id. */
        SECRET("credentials_id", "secret", "secret service");

        private final String member;
        private final String word;
        private final String neighbour;

        Kind(String member, String word, String neighbour) {
            this.member = member;
            this.word = word;
            this.neighbour = neighbour;
        }

        /** The neighbour's name in answers and metrics. */
        String neighbour() {
            return neighbour;
        }
    }

    /** A reference and the node that has it. */
    record Use(String nodeId, Reference reference) {
        /** For the caller: it leads nowhere. */
        String problem() {
            return "Node \"%s\": %s %s does not exist or is not accessible."
                    .formatted(nodeId, reference.kind.word, reference.id);
        }
    }

    /** All references of a flow, node by node. Invalid nodes have none. */
    static List<Use> usesIn(FlowDefinition definition) {
        List<Use> uses = new ArrayList<>();
        for (JsonNode node : definition.nodes()) {
            for (Kind kind : Kind.values()) {
                JsonNode id = node.path(kind.member);
                if (id.isString() && !id.stringValue().isEmpty()) {
                    Reference reference = new Reference(kind, id.stringValue());
                    uses.add(new Use(node.path("id").asString(""), reference));
                }
            }
        }
        return uses;
    }
}
