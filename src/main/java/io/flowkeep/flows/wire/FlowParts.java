package io.flowkeep.flows.wire;

import io.flowkeep.json.Json;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The nodes, edges and owners of a flow that is being checked. One request only.
 *
 * <p>Not asked of a graph: different ids of nodes, that all are connected, that there is no cycle.
 */
record FlowParts(Graph graph, PartShape.Parts owners) {
    /**
     * The graph of a flow.
     *
     * @param isMissing whether there is none at all
     * @param isReadable whether it is an object
     */
    record Graph(
            boolean isMissing, boolean isReadable, PartShape.Parts nodes, PartShape.Parts edges) {}

    static Graph graph(JsonNode value, JsonNode stored, Complaints complaints) {
        boolean isMissing = value.isNull() || value.isMissingNode();
        boolean isReadable = Cast.isGraph(value, complaints);
        return new Graph(
                isMissing,
                isReadable,
                PartShape.NODE.cast(value.path("nodes"), stored.path("nodes"), complaints),
                PartShape.EDGE.cast(value.path("edges"), stored.path("edges"), complaints));
    }

    static PartShape.Parts owners(JsonNode value, JsonNode stored, Complaints complaints) {
        if (value.isArray() || value.isNull() || value.isMissingNode()) {
            return PartShape.OWNER.cast(value, stored, complaints);
        }
        complaints.add("Flow owners must be an array.");
        return PartShape.OWNER.cast(Json.array(), stored, complaints);
    }

    /** Complains about everything that is missing in the parts. */
    void require(Complaints complaints) {
        if (graph.isMissing()) {
            complaints.add("Flows require a graph.");
        } else if (graph.isReadable()) {
            PartShape.NODE.require(graph.nodes(), complaints);
            requireEnough(complaints);
            PartShape.EDGE.require(graph.edges(), complaints);
            PartShape.EDGE.refuseNull(graph.edges(), complaints);
        }
        PartShape.OWNER.require(owners, complaints);
        PartShape.OWNER.refuseNull(owners, complaints);
    }

    /** Complains about edges that lead nowhere. */
    void requireEnds(Complaints complaints) {
        Set<JsonNode> ids =
                graph.nodes()
                        .json()
                        .valueStream()
                        .filter(JsonNode::isObject)
                        .map(node -> asText(node.path("id")))
                        .collect(Collectors.toSet());
        for (JsonNode edge : graph.edges().json()) {
            if (edge.isObject()) {
                requireEnd("source", edge.path("source"), ids, complaints);
                requireEnd("target", edge.path("target"), ids, complaints);
            }
        }
    }

    /** Puts the parts into a flow. */
    void into(ObjectNode flow) {
        if (graph.isReadable()) {
            flow.putObject("graph")
                    .set("nodes", graph.nodes().json())
                    .set("edges", graph.edges().json());
        }
        flow.set("owners", owners.json());
    }

    private void requireEnough(Complaints complaints) {
        if (graph.nodes().failed()) {
            return;
        }
        if (graph.nodes().size() == 0) {
            complaints.add("Flows require at least one node.");
        }
        if (graph.nodes().size() > 1 && graph.edges().size() == 0 && !graph.edges().failed()) {
            complaints.add("Flows with more than one node require edges.");
        }
    }

    /** What was stored by another program and is left alone may be a number. */
    private static JsonNode asText(JsonNode id) {
        return Cast.text(id, "id", new Complaints());
    }

    private static void requireEnd(
            String end, JsonNode id, Set<JsonNode> ids, Complaints complaints) {
        if (!ids.contains(asText(id))) {
            String shown = id.isMissingNode() ? "undefined" : id.asString("null");
            complaints.add(
                    "Edge %s with id \"%s\" could not be found among nodes.".formatted(end, shown));
        }
    }
}
