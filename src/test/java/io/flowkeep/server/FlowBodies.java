package io.flowkeep.server;

import io.flowkeep.json.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Flows to send. Stateless. */
final class FlowBodies {
    private FlowBodies() {}

    /** The smallest flow that is valid. */
    static String small(String name) {
        ObjectNode flow = Json.object().put("name", name);
        ArrayNode nodes = Json.array().add(node("n1", "5ca5c44c187c040010a9bb8b", "fn"));
        flow.set("graph", Json.object().set("nodes", nodes));
        return Json.text(flow);
    }

    /** Two steps, of which the second gets what the first finds. */
    static String twoSteps(String name) {
        ObjectNode flow = Json.object().put("name", name).put("description", "Takes over persons");
        ArrayNode nodes =
                Json.array()
                        .add(node("step_1", "5ca5c44c187c040010a9bb8b", "getPersons"))
                        .add(node("step_2", "5ca5c44c187c040010a9bb8c", "upsertPerson"));
        ArrayNode edges =
                Json.array().add(Json.object().put("source", "step_1").put("target", "step_2"));
        ObjectNode graph = Json.object();
        graph.set("nodes", nodes);
        graph.set("edges", edges);
        flow.set("graph", graph);
        return Json.text(flow.put("type", "ordinary").put("cron", "*/2 * * * *"));
    }

    private static ObjectNode node(String id, String component, String function) {
        return Json.object().put("id", id).put("componentId", component).put("function", function);
    }
}
