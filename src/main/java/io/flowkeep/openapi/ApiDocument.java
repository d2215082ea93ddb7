package io.flowkeep.openapi;

import io.flowkeep.json.Json;
import io.flowkeep.json.JsonSyntaxException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The OpenAPI 3.1 document, joined from its parts on the class path: one for what all share, one
 * for each feature. Stateless.
 */
final class ApiDocument {
    /** The first has the document's frame; each other adds members to the objects in it. */
    private static final List<String> PARTS =
            List.of("openapi", "server", "files", "context", "flows", "lifecycle", "operators");

    private ApiDocument() {}

    /**
     * The whole document.
     *
     * @param version the server's own
     * @throws IllegalStateException if a part is missing, no JSON, or repeats a member of another
     */
    static ObjectNode of(String version) {
        ObjectNode whole = Json.object();
        for (String part : PARTS) {
            add(whole, read(part), part);
        }
        ((ObjectNode) whole.path("info")).put("version", version);
        return whole;
    }

    private static void add(ObjectNode into, ObjectNode more, String part) {
        for (Map.Entry<String, JsonNode> member : more.properties()) {
            @Nullable JsonNode known = into.get(member.getKey());
            if (known == null) {
                into.set(member.getKey(), member.getValue());
            } else if (known instanceof ObjectNode object
                    && member.getValue() instanceof ObjectNode additions) {
                add(object, additions, part);
            } else {
                throw new IllegalStateException(
                        "the API's part %s repeats %s".formatted(part, member.getKey()));
            }
        }
    }

    private static ObjectNode read(String part) {
        String name = "/openapi/" + part + ".json";
        try (@Nullable InputStream in = ApiDocument.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the class path has no " + name);
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return (ObjectNode) Json.parse(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (JsonSyntaxException e) {
            throw new IllegalStateException(name, e);
        }
    }
}
