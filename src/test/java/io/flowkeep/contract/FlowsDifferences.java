package io.flowkeep.contract;

import io.flowkeep.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Where answers differ from the recorded ones of the Flow Repository on purpose. */
public final class FlowsDifferences {
    private static final List<String> CREATED = List.of("flowrepo.flow.created");
    private static final Map<String, Difference> ALL = new FlowsDifferences().all();

    private final Map<String, Difference> all = new LinkedHashMap<>();

    private FlowsDifferences() {}

    /**
     * An answer that is meant.
     *
     * @param body with ids and times as recorded
     * @param wholeBody false if the body may go on after the last text of this one
     * @param events the names of the events that are stored
     * @param reason why
     */
    public record Difference(
            int status, JsonNode body, boolean wholeBody, List<String> events, String reason) {}

    /** What a case is answered with instead. */
    static Optional<Difference> of(String caseId) {
        return Optional.ofNullable(ALL.get(caseId));
    }

    /** The cases concerned, each with the reason. */
    public static Map<String, String> reasons() {
        Map<String, String> reasons = new LinkedHashMap<>();
        ALL.forEach((id, difference) -> reasons.put(id, difference.reason()));
        return reasons;
    }

    /** The cases concerned. */
    public static Set<String> ids() {
        return ALL.keySet();
    }

    private Map<String, Difference> all() {
        tokens();
        serversOwn();
        owners();
        statuses();
        otherFlows();
        bulks();
        schedules();
        bodies();
        return all;
    }

    private void tokens() {
        String logs = "the logs of a step may be read by those who may read flows";
        for (String token :
                List.of(
                        "tadmin",
                        "noperm",
                        "emptyperm",
                        "ctl",
                        "bulkonly",
                        "writetall",
                        "nopermfield")) {
            error("perm-logs-" + token, 403, "MISSING_PERMISSION", logs);
        }
        error(
                "auth-015",
                401,
                "Token invalid. Error: Token expired.",
                "active:false refuses whatever the introspection");
        error(
                "auth-017",
                401,
                "Token invalid. Error: Error. Details: Authorization failed",
                "nothing waits for ever");
        error("get-020", 404, "No flow found", "a token without a user sees no ownerless flow");
        error(
                "perm-create-nosub",
                400,
                "Flows require a graph.",
                "a token without a user adds no owner, rather than one without an id");
    }

    private void serversOwn() {
        String reason = "_id, createdAt, updatedAt and __v are the server's";
        same("create-002", reason);
        same("val-104", reason);
        same("val-108", reason);
        same("nb-template-create", reason);
        made("create-003", "create-002", reason);
        made("val-103", "val-010", reason);
        made("val-105", "val-010", reason);
        made("val-106", "val-010", reason);
        made("val-107", "val-010", reason);
        ArrayNode fewer = Json.array();
        for (JsonNode error : RecordedFlowCase.named("val-201").answer().path("errors")) {
            String message = error.path("message").stringValue();
            if (!message.matches(".* path \"(_id|createdAt|__v)\".*")) {
                fewer.add(error);
            }
        }
        put("val-201", 400, Json.object().set("errors", fewer), List.of(), reason);
    }

    private void owners() {
        String reason = "what is no list of owners or edges is an error like others";
        error("create-011", 400, "Flow owners must be an array.", reason);
        error("create-012", 400, "Flow owners must be an array.", reason);
        error("create-013", 400, "Flow owners must not be null.", reason);
        error("patch-011", 400, "Flow owners must be an array.", reason);
        error("val-060", 400, "Flow edges must not be null.", reason);
    }

    private void statuses() {
        String reason = "a status that says nothing means inactive, and blocks no flow";
        for (String id : List.of("val-068", "val-069", "patch-015")) {
            RecordedFlowCase recorded = RecordedFlowCase.named(id);
            JsonNode body = recorded.answer().deepCopy();
            ((ObjectNode) body.path("data")).put("status", "inactive");
            List<String> events =
                    id.startsWith("val") ? CREATED : List.of("flowrepo.flow.modified");
            put(id, recorded.status(), body, events, reason);
        }
    }

    private void otherFlows() {
        String reason = "the id in the body cannot lead to another flow";
        for (String id : List.of("patch-017", "patch-018", "patch-019", "patch-020")) {
            error(id, 400, "The id in the body is not the id in the path", reason);
        }
    }

    private void bulks() {
        String reason = "each element has its own result";
        ArrayNode data = Json.array().add(error(400, "A flow must be an object"));
        put("cbulk-002", 201, list(data), List.of(), reason);
        put("cbulk-003", 201, list(data), List.of(), reason);
        ObjectNode stored =
                (ObjectNode) RecordedFlowCase.named("val-010").answer().path("data").deepCopy();
        stored.put("name", "stored").put("id", unused("cbulk-005"));
        ArrayNode both = Json.array().add(stored).add(error(400, "Flow owners must be an array."));
        put("cbulk-005", 201, list(both), CREATED, reason);
    }

    /** The schedule's own tests know the rest of each message. */
    private void schedules() {
        for (int number :
                new int[] {
                    25, 27, 29, 30, 32, 34, 39, 40, 41, 42, 43, 53, 54, 55, 62, 63, 65, 67, 68, 69,
                    70, 71, 72, 73, 75, 76, 77
                }) {
            all.put(
                    "cron-%03d".formatted(number),
                    new Difference(
                            400,
                            error(400, "Invalid cron expression. "),
                            false,
                            List.of(),
                            "no scheduler runs it"));
        }
    }

    private void bodies() {
        String reason = "a place is said, and not the words of one JavaScript engine";
        String noContainer = "The body is JSON, but no object and no array";
        error("val-004", 400, noContainer, reason);
        error("val-005", 400, noContainer, reason);
        error("val-006", 400, "The body is not JSON, see line 1, column 6", reason);
        error("val-007", 400, "The body is not JSON, see line 1, column 2", reason);
        error("patch-027", 400, "The body is not JSON, see line 1, column 6", reason);
        error("start-013", 400, "The body is not JSON, see line 1, column 3", reason);
    }

    private void error(String caseId, int status, String message, String reason) {
        put(caseId, status, error(status, message), List.of(), reason);
    }

    /** Answered as recorded, but with an id and times of the server's own. */
    private void same(String caseId, String reason) {
        RecordedFlowCase recorded = RecordedFlowCase.named(caseId);
        put(caseId, recorded.status(), recorded.answer(), CREATED, reason);
    }

    /** Answered as another case was, with a flow of its own. */
    private void made(String caseId, String otherId, String reason) {
        JsonNode body = RecordedFlowCase.named(otherId).answer().deepCopy();
        ((ObjectNode) body.path("data")).put("id", unused(caseId));
        put(caseId, 201, body, CREATED, reason);
    }

    private void put(String caseId, int status, JsonNode body, List<String> events, String reason) {
        all.put(caseId, new Difference(status, body, true, events, reason));
    }

    /** An id that stands for the one of a flow that was not made when this was recorded. */
    private static String unused(String caseId) {
        return "%024x".formatted(0xaaaa_0000_0000L + (caseId.hashCode() & 0xffff));
    }

    private static ObjectNode error(int code, String message) {
        ObjectNode body = Json.object();
        body.putArray("errors").addObject().put("message", message).put("code", code);
        return body;
    }

    private static ObjectNode list(ArrayNode data) {
        ObjectNode body = Json.object();
        body.set("data", data);
        body.putObject("meta");
        return body;
    }
}
