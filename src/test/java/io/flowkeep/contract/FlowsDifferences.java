package io.flowkeep.contract;

import io.flowkeep.json.Json;
import io.flowkeep.json.JsonSyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Where answers differ from the recorded ones of the Flow Repository on purpose. */
public final class FlowsDifferences {
    private static final Map<String, Difference> ALL = all();

    private FlowsDifferences() {}

    /**
     * An answer that is meant.
     *
     * @param body with ids and times as recorded
     * @param events the names of the events that are stored
     * @param reason why
     */
    public record Difference(int status, JsonNode body, List<String> events, String reason) {}

    /** What a case is answered with instead. */
    static Optional<Difference> of(String caseId) {
        return Optional.ofNullable(ALL.get(caseId));
    }

    /** The cases concerned. */
    public static Set<String> ids() {
        return ALL.keySet();
    }

    private static Map<String, Difference> all() {
        Map<String, Difference> all = new LinkedHashMap<>();
        return all;
    }

    private static void error(
            Map<String, Difference> all, String caseId, int status, String message, String reason) {
        String body =
                "{\"errors\":[{\"message\":%s,\"code\":%d}]}"
                        .formatted(Json.text(Json.array().add(message).get(0)), status);
        all.put(caseId, new Difference(status, parse(body), List.of(), reason));
    }

    private static JsonNode parse(String text) {
        try {
            return Json.parseStored(text);
        } catch (JsonSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
