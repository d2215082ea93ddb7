package io.flowkeep.flows.wire;

import io.flowkeep.json.Json;
import io.flowkeep.json.JsonSyntaxException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One recorded answer of the replaced server to a flow that was sent. */
public record RecordedFlow(JsonNode json) {
    private static final JsonNode TOKENS =
            parse(String.join("\n", lines("/contract/open-integration-hub-tokens.json")));

    public static List<RecordedFlow> all() {
        return lines("/contract/open-integration-hub-cases.jsonl").stream()
                .map(line -> new RecordedFlow(parse(line)))
                .toList();
    }

    public String id() {
        return json.path("id").stringValue();
    }

    public boolean is(String method, String pathStart) {
        return json.path("method").asString("").equals(method)
                && json.path("path").asString("").startsWith(pathStart);
    }

    public int status() {
        return json.path("status").asInt(0);
    }

    /** What was sent; where the text itself was recorded, what it says. */
    public JsonNode body() {
        JsonNode body = json.path("body");
        return body.isString() && body.stringValue().matches("(?s)\\{\".*\\}") && isJson()
                ? parse(body.stringValue())
                : body;
    }

    /** The messages of the answer; an error without one gives its JSON. */
    public List<String> messages() {
        return json.path("resp_body")
                .path("errors")
                .valueStream()
                .map(error -> error.path("message"))
                .map(message -> message.isString() ? message.stringValue() : Json.text(message))
                .toList();
    }

    public JsonNode data() {
        return json.path("resp_body").path("data");
    }

    /** The body with the caller among the owners, as he is put there before the rules are asked. */
    public JsonNode bodyWithCaller(JsonNode storedOwners, boolean withTenant) {
        JsonNode body = body();
        if (!body.isObject()) {
            return body;
        }
        JsonNode owners = body.has("owners") ? body.path("owners") : storedOwners;
        if (!owners.isArray() && !owners.isNull() && !owners.isMissingNode()) {
            return body;
        }
        JsonNode caller = TOKENS.path(json.path("token").asString(""));
        ArrayNode all = Json.array();
        owners.forEach(all::add);
        String sub = caller.path("sub").asString(caller.path("_id").asString(""));
        if (all.valueStream().noneMatch(owner -> owner.path("id").asString("").equals(sub))) {
            all.add(Json.object().put("id", sub).put("type", "user"));
        }
        if (withTenant && caller.has("tenant")) {
            ObjectNode tenant = Json.object();
            tenant.set("id", caller.path("tenant"));
            tenant.put("type", "tenant");
            if (all.valueStream().noneMatch(tenant::equals)) {
                all.add(tenant);
            }
        }
        ObjectNode sent = ((ObjectNode) body).deepCopy();
        sent.set("owners", all);
        return sent;
    }

    private boolean isJson() {
        return json.path("headers")
                .path("content-type")
                .asString("")
                .startsWith("application/json");
    }

    @Override
    public String toString() {
        return id();
    }

    private static JsonNode parse(String text) {
        try {
            return Json.parseStored(text);
        } catch (JsonSyntaxException e) {
            throw new IllegalStateException(text, e);
        }
    }

    private static List<String> lines(String resource) {
        InputStream stream =
                Objects.requireNonNull(RecordedFlow.class.getResourceAsStream(resource), resource);
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
