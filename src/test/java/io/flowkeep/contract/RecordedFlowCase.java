package io.flowkeep.contract;

import io.flowkeep.json.Json;
import io.flowkeep.json.JsonSyntaxException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * One line of what was recorded of the Flow Repository. Empty objects, lists and texts were left
 * out of the recording, so {@link #body} knows better.
 */
public record RecordedFlowCase(JsonNode json) {
    /** A flow with nothing but what it must have. */
    private static final String SMALL_GRAPH =
            "\"graph\":{\"nodes\":[{\"id\":\"n1\",\"componentId\":\"5ca5c44c187c040010a9bb8b\","
                    + "\"function\":\"fn\"}]}}";

    private static final Map<String, RecordedFlowCase> ALL =
            all().stream()
                    .collect(Collectors.toUnmodifiableMap(RecordedFlowCase::id, each -> each));

    /** All recorded cases, in the order in which they were run. */
    public static List<RecordedFlowCase> all() {
        String path = "/contract/open-integration-hub-cases.jsonl";
        InputStream lines =
                Objects.requireNonNull(RecordedFlowCase.class.getResourceAsStream(path));
        List<RecordedFlowCase> cases = new ArrayList<>();
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(lines, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                cases.add(new RecordedFlowCase(Json.parseStored(line)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (JsonSyntaxException e) {
            throw new IllegalStateException(e);
        }
        return cases;
    }

    /** The recorded case of this name. */
    static RecordedFlowCase named(String id) {
        return Objects.requireNonNull(ALL.get(id), id);
    }

    /** Its name, for example {@code patch-017}. */
    public String id() {
        return text("id");
    }

    /** What it is about. */
    public String area() {
        return text("area");
    }

    /** The method sent. */
    public String method() {
        return text("method");
    }

    /** The request target sent, query included. */
    public String path() {
        return text("path");
    }

    /** What was special about the server or the flow; empty if nothing was. */
    public String setup() {
        return text("setup");
    }

    /** The status answered; 0 if there was no answer at all. */
    public int status() {
        return json.path("status").isNumber() ? json.get("status").intValue() : 0;
    }

    /** The headers sent. */
    public JsonNode headers() {
        return json.path("headers");
    }

    /** A header answered. */
    public Optional<String> answerHeader(String name) {
        return Optional.ofNullable(json.path("resp_headers").get(name)).map(JsonNode::stringValue);
    }

    /** The body answered; missing if there was none. */
    public JsonNode answer() {
        JsonNode answer = json.path("resp_body");
        boolean emptyList =
                answer.isMissingNode()
                        && status() == 200
                        && answerHeader("content-length").equals(Optional.of("2"));
        return emptyList ? Json.array() : answer;
    }

    /** The events that were published: their bodies, in order; some are only counted. */
    public List<JsonNode> events() {
        return json.path("events")
                .valueStream()
                .filter(JsonNode::isObject)
                .filter(event -> event.path("routingKey").asString("").startsWith("flow"))
                .toList();
    }

    /** Whether events were looked at when this was recorded. */
    public boolean hasEvents() {
        return json.has("events");
    }

    /** The body sent. */
    public Optional<byte[]> body() {
        JsonNode body = json.path("body");
        return switch (id()) {
            case "val-013" ->
                    Optional.of(
                            ("{\"name\":\"flow\"," + SMALL_GRAPH)
                                    .getBytes(StandardCharsets.UTF_16LE));
            case "cbulk-008" -> Optional.of(utf8(manyFlows(300)));
            case "val-003" -> Optional.of(new byte[0]);
            default -> {
                if (body.isString()) {
                    yield Optional.of(utf8(body.stringValue()));
                }
                if (!body.isMissingNode()) {
                    yield Optional.of(utf8(Json.text(body)));
                }
                yield headers().has("content-type") ? Optional.of(utf8(empty())) : Optional.empty();
            }
        };
    }

    private String empty() {
        boolean list =
                id().startsWith("perm-createbulk-")
                        || id().startsWith("perm-patchbulk-")
                        || id().startsWith("perm-mstart-");
        return list ? "[]" : "{}";
    }

    private static String manyFlows(int count) {
        try {
            ArrayNode flows = Json.array();
            for (int i = 0; i < count; i++) {
                flows.add(Json.parse("{\"name\":\"m" + i + "\"," + SMALL_GRAPH));
            }
            return Json.text(flows);
        } catch (JsonSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private String text(String name) {
        return json.path(name).asString("");
    }

    @Override
    public String toString() {
        return id() + " " + method() + " " + path();
    }
}
