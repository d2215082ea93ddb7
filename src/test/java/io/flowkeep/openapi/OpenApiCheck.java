package io.flowkeep.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.flowkeep.json.Json;
import io.flowkeep.json.JsonSyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Holds an answer of the server against the OpenAPI document: whether its path, method, status,
 * media type and the shape of its body are described. Safe for concurrent use.
 *
 * <p>What OpenAPI cannot say is said by extensions: {@code x-rest} at a path parameter that takes
 * in slashes, {@code x-may-be-empty} at a response that may come without content, and {@code
 * x-elsewhere} for what is answered to paths and methods that are not described. HEAD is read as
 * GET without content, as the document says.
 */
public final class OpenApiCheck {
    private static final Pattern IN_BRACES = Pattern.compile("\\{([^}]*)}");

    private final JsonNode document = ApiDocument.of("0");
    private final JsonSchema schemas = new JsonSchema(document);
    private final List<Template> templates = new ArrayList<>();

    private record Template(String text, Pattern pattern, JsonNode operations) {
        /** How much of it is fixed: literal templates come first. */
        int literalLength() {
            return text.replaceAll("\\{[^}]*}", "").length() * 2 - (text.contains("{") ? 1 : 0);
        }
    }

    /** Reads the document from the class path. */
    public OpenApiCheck() {
        document.path("paths")
                .properties()
                .forEach(path ->
                        templates.add(
                                new Template(
                                        path.getKey(),
                                        pattern(path.getKey(), path.getValue()),
                                        path.getValue())));
        templates.sort(Comparator.comparingInt(Template::literalLength).reversed());
    }

    /**
     * Fails with what is not described.
     *
     * @param method as sent
     * @param path as sent: still percent-encoded, with its query; the absolute form is fine
     * @param status as answered
     * @param mediaType as answered, with its parameters; empty if there was none
     * @param body as answered; empty if there was none
     */
    public void assertDescribed(
            String method, String path, int status, String mediaType, byte[] body) {
        String place = method + " " + path + " -> " + status;
        boolean isHead = method.equals("HEAD");
        String route = route(path);
        JsonNode responses = responses(isHead ? "GET" : method, route);
        JsonNode response =
                schemas.resolve(
                        responses.has(Integer.toString(status))
                                ? responses.path(Integer.toString(status))
                                : responses.path("default"));
        if (response.isMissingNode()) {
            fail(place + ": the status is not described");
        }
        JsonNode content = response.path("content");
        if (body.length == 0) {
            boolean mayBeEmpty =
                    isHead
                            || content.isMissingNode()
                            || content.has("*/*")
                            || content.has("application/octet-stream")
                            || response.path("x-may-be-empty").asBoolean(false);
            assertTrue(mayBeEmpty, place + ": content is described, but there is none");
            return;
        }
        assertContent(place, content, mediaType, body);
    }

    /** All that is described, as {@code GET /flows/:id}: parameters as in templates of routes. */
    public Set<String> operations() {
        Set<String> operations = new TreeSet<>();
        for (Template template : templates) {
            String route = IN_BRACES.matcher(template.text()).replaceAll(":$1");
            for (String method : template.operations().propertyNames()) {
                operations.add(method.toUpperCase(Locale.ROOT) + " " + route);
            }
        }
        return operations;
    }

    private void assertContent(String place, JsonNode content, String mediaType, byte[] body) {
        String essence = mediaType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        JsonNode media = content.has(essence) ? content.path(essence) : content.path("*/*");
        assertTrue(
                media.isObject(),
                () -> place + ": content of type '" + mediaType + "' is not described");
        if (essence.equals("application/json")) {
            assertEquals(
                    List.of(),
                    schemas.complaints(json(place, body), media.path("schema")),
                    () -> place + ": " + new String(body, StandardCharsets.UTF_8));
        }
    }

    private static JsonNode json(String place, byte[] body) {
        try {
            return Json.parseStored(new String(body, StandardCharsets.UTF_8));
        } catch (JsonSyntaxException e) {
            return fail(place + ": the content is no JSON", e);
        }
    }

    private JsonNode responses(String method, String path) {
        return find(method, path)
                .map(found -> found.operations().path(method.toLowerCase(Locale.ROOT)))
                .orElseGet(() -> document.path("x-elsewhere"))
                .path("responses");
    }

    private Optional<Template> find(String method, String path) {
        return templates.stream()
                .filter(template -> template.pattern().matcher(path).matches())
                .filter(template -> template.operations().has(method.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    private static String route(String sent) {
        String path = sent.split("[?#]", 2)[0];
        return path.replaceFirst("^[a-z]+://[^/]*", "");
    }

    private Pattern pattern(String template, JsonNode operations) {
        boolean exact =
                template.startsWith("/v1/") || template.matches("/(health|livez|readyz|metrics)");
        String segment = exact ? "[^/]*" : "[^/]+";
        StringBuilder expression = new StringBuilder();
        for (String part : template.split("(?=\\{)|(?<=})", -1)) {
            if (part.startsWith("{")) {
                expression.append(takesSlashes(operations, part) ? ".*" : segment);
            } else {
                expression.append(Pattern.quote(part));
            }
        }
        if (exact) {
            return Pattern.compile(expression.toString(), Pattern.DOTALL);
        }
        // The flows' face and the documentation: any case, and mostly one slash more at the end.
        String end = template.endsWith(".json") ? "" : "/?";
        return Pattern.compile(expression + end, Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
    }

    private boolean takesSlashes(JsonNode operations, String parameter) {
        String name = parameter.substring(1, parameter.length() - 1);
        for (Map.Entry<String, JsonNode> operation : operations.properties()) {
            for (JsonNode given : operation.getValue().path("parameters")) {
                JsonNode known = schemas.resolve(given);
                if (known.path("name").asString("").equals(name)) {
                    return known.path("x-rest").asBoolean(false);
                }
            }
        }
        return false;
    }
}
