package io.flowkeep.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The document against the rules of OpenAPI 3.1 and against itself. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class ApiDocumentTest {
    private static final Set<String> METHODS =
            Set.of("get", "put", "post", "delete", "options", "head", "patch", "trace");
    private static final Pattern IN_BRACES = Pattern.compile("\\{([^}]*)}");

    private final JsonNode document = ApiDocument.of("1.2.3");
    private final JsonSchema schemas = new JsonSchema(document);
    private final List<String> problems = new ArrayList<>();

    private void eachOperation(BiConsumer<String, JsonNode> consumer) {
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                consumer.accept(operation.getKey() + " " + path.getKey(), operation.getValue());
            }
        }
    }

    /** Each response once for each place where it is used. */
    private void eachResponse(BiConsumer<String, JsonNode> consumer) {
        eachOperation((place, operation) ->
                operation
                        .path("responses")
                        .properties()
                        .forEach(response ->
                                consumer.accept(
                                        place + " " + response.getKey(),
                                        schemas.resolve(response.getValue()))));
        document.path("x-elsewhere")
                .path("responses")
                .properties()
                .forEach(response ->
                        consumer.accept(
                                "elsewhere " + response.getKey(),
                                schemas.resolve(response.getValue())));
    }

    private static void walk(JsonNode node, String place, BiConsumer<String, JsonNode> consumer) {
        consumer.accept(place, node);
        node.properties()
                .forEach(
                        member -> walk(member.getValue(), place + "/" + member.getKey(), consumer));
        if (node.isArray()) {
            node.forEach(element -> walk(element, place + "/-", consumer));
        }
    }

    @Test
    void it_is_openapi_3_1_of_this_version_of_the_server() {
        assertTrue(document.path("openapi").stringValue().matches("3\\.1\\.\\d"));
        assertEquals("1.2.3", document.path("info").path("version").stringValue());
        assertTrue(document.path("info").path("title").isString());
        Set<String> members =
                Set.of(
                        "openapi",
                        "jsonSchemaDialect",
                        "info",
                        "servers",
                        "tags",
                        "paths",
                        "components",
                        "x-elsewhere");
        assertEquals(members, Set.copyOf(document.propertyNames()));
    }

    @Test
    void every_reference_leads_somewhere_and_everything_shared_is_used() {
        Set<String> used = new HashSet<>();
        walk(
                document,
                "#",
                (place, node) -> {
                    JsonNode reference = node.path("$ref");
                    if (reference.isString()) {
                        used.add(reference.stringValue());
                        if (node.size() != 1
                                || document.at(reference.stringValue().substring(1))
                                        .isMissingNode()) {
                            problems.add(place + ": " + reference.stringValue());
                        }
                    }
                });
        Set<String> shared = new TreeSet<>();
        document.path("components")
                .properties()
                .forEach(kind ->
                        kind.getValue()
                                .propertyNames()
                                .forEach(name ->
                                        shared.add("#/components/" + kind.getKey() + "/" + name)));
        shared.removeAll(used);
        shared.removeIf(name -> name.startsWith("#/components/securitySchemes/"));
        assertEquals(List.of(), problems);
        assertEquals(Set.of(), shared, "nobody refers to these");
    }

    @Test
    void every_operation_has_a_name_of_its_own_a_known_tag_a_summary_and_known_security() {
        Set<String> names = new HashSet<>();
        Set<String> tags =
                document.path("tags")
                        .valueStream()
                        .map(tag -> tag.path("name").stringValue())
                        .collect(Collectors.toSet());
        Set<String> schemes =
                Set.copyOf(document.path("components").path("securitySchemes").propertyNames());
        eachOperation((place, operation) -> {
            if (!METHODS.contains(place.substring(0, place.indexOf(' ')))) {
                problems.add(place + ": no method");
            }
            if (!names.add(operation.path("operationId").asString(""))) {
                problems.add(place + ": its name is taken");
            }
            if (operation.path("summary").asString("").isEmpty()) {
                problems.add(place + ": no summary");
            }
            if (operation.path("tags").size() != 1
                    || !tags.contains(operation.path("tags").get(0).stringValue())) {
                problems.add(place + ": no known tag");
            }
            for (JsonNode requirement : operation.path("security")) {
                if (!schemes.containsAll(requirement.propertyNames())) {
                    problems.add(place + ": unknown security");
                }
            }
            if (!operation.has("security")) {
                problems.add(place + ": does not say who may");
            }
        });
        assertEquals(List.of(), problems);
    }

    @Test
    void the_parameters_in_a_path_are_those_that_are_declared() {
        eachOperation((place, operation) -> {
            Set<String> inPath =
                    IN_BRACES
                            .matcher(place)
                            .results()
                            .map(MatchResult::group)
                            .collect(Collectors.toSet());
            Set<String> declared = new HashSet<>();
            for (JsonNode given : operation.path("parameters")) {
                JsonNode parameter = schemas.resolve(given);
                if (parameter.path("in").stringValue().equals("path")) {
                    declared.add("{" + parameter.path("name").stringValue() + "}");
                    if (!parameter.path("required").asBoolean(false)) {
                        problems.add(place + ": a path parameter is always required");
                    }
                }
            }
            if (!declared.equals(inPath)) {
                problems.add(place + ": declares " + declared);
            }
        });
        assertEquals(List.of(), problems);
    }

    @Test
    void every_parameter_and_header_has_a_schema_and_an_example_that_fits() {
        eachOperation((place, operation) -> {
            Set<String> seen = new HashSet<>();
            for (JsonNode given : operation.path("parameters")) {
                JsonNode parameter = schemas.resolve(given);
                String name = parameter.path("name").stringValue();
                if (!seen.add(parameter.path("in").stringValue() + " " + name)) {
                    problems.add(place + ": " + name + " is declared twice");
                }
                exampleFits(place + " " + name, parameter);
            }
        });
        document.path("components")
                .path("headers")
                .properties()
                .forEach(header -> exampleFits("header " + header.getKey(), header.getValue()));
        assertEquals(List.of(), problems);
    }

    private void exampleFits(String place, JsonNode described) {
        if (described.path("description").asString("").isEmpty()
                || described.path("example").isMissingNode()) {
            problems.add(place + ": no description or no example");
            return;
        }
        schemas.complaints(described.path("example"), described.path("schema"))
                .forEach(complaint -> problems.add(place + ": " + complaint));
    }

    @Test
    void every_operation_says_how_it_ends_well_and_how_it_may_fail() {
        eachOperation((place, operation) -> {
            List<String> statuses = List.copyOf(operation.path("responses").propertyNames());
            if (statuses.stream().noneMatch(status -> status.matches("[23]\\d\\d"))) {
                problems.add(place + ": no good end");
            }
            if (statuses.stream().anyMatch(status -> !status.matches("[1-5]\\d\\d|default"))) {
                problems.add(place + ": " + statuses);
            }
            Set<String> always = Set.of("431", "500", "503");
            if (!statuses.containsAll(always)) {
                problems.add(place + ": may also end with " + always);
            }
            if (operation.path("security").size() > 0 && !statuses.contains("401")) {
                problems.add(place + ": is protected, but has no 401");
            }
        });
        eachResponse((place, response) -> {
            if (response.path("description").asString("").isEmpty()) {
                problems.add(place + ": no description");
            }
        });
        assertEquals(List.of(), problems);
    }

    @Test
    void every_content_has_a_schema_and_examples_that_fit() {
        eachResponse((place, response) -> contentFits(place, response.path("content")));
        eachOperation((place, operation) -> {
            JsonNode body = operation.path("requestBody");
            if (body.isObject()) {
                contentFits(place + " body", body.path("content"));
            }
        });
        assertEquals(List.of(), problems);
    }

    private void contentFits(String place, JsonNode content) {
        for (Map.Entry<String, JsonNode> media : content.properties()) {
            String here = place + " " + media.getKey();
            JsonNode schema = media.getValue().path("schema");
            JsonNode examples = media.getValue().path("examples");
            if (schema.isMissingNode() || examples.isEmpty()) {
                problems.add(here + ": no schema or no examples");
            }
            for (Map.Entry<String, JsonNode> example : examples.properties()) {
                JsonNode known = schemas.resolve(example.getValue());
                if (known.has("value")) {
                    schemas.complaints(known.path("value"), schema)
                            .forEach(complaint ->
                                    problems.add(here + " " + example.getKey() + ": " + complaint));
                } else if (!known.has("externalValue")) {
                    problems.add(here + " " + example.getKey() + ": no value");
                }
            }
        }
    }

    @Test
    void an_answer_that_does_not_fit_is_found() {
        JsonNode schema = document.at("/components/schemas/FlowErrors");
        assertEquals(
                List.of(),
                schemas.complaints(
                        Json.object()
                                .set("errors", Json.array().add(Json.object().put("message", "x"))),
                        schema));
        assertEquals(
                List.of("$ has no errors", "$.error should not be there"),
                schemas.complaints(Json.object().put("error", "x"), schema));
        assertEquals(
                List.of("$.errors[0].message is no \"string\""),
                schemas.complaints(
                        Json.object()
                                .set("errors", Json.array().add(Json.object().put("message", 5))),
                        schema));
    }
}
