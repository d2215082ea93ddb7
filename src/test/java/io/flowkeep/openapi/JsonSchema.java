package io.flowkeep.openapi;

import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Holds values against the part of JSON Schema 2020-12 that the document uses. A word that it does
 * not know fails, so that nothing is described that is not checked.
 */
final class JsonSchema {
    private static final Set<String> WORDS =
            Set.of(
                    "$ref",
                    "type",
                    "const",
                    "enum",
                    "required",
                    "properties",
                    "additionalProperties",
                    "items",
                    "anyOf",
                    "allOf",
                    "minimum",
                    "maximum",
                    "minItems",
                    "maxItems",
                    "maxLength",
                    "pattern",
                    "format",
                    "description",
                    "default",
                    "examples");

    private final JsonNode document;

    JsonSchema(JsonNode document) {
        this.document = document;
    }

    /** What is wrong with a value; each with its place. */
    List<String> complaints(JsonNode value, JsonNode schema) {
        List<String> found = new ArrayList<>();
        check(value, schema, "$", found);
        return found;
    }

    /** What a reference stands for. */
    JsonNode resolve(JsonNode perhapsReference) {
        JsonNode reference = perhapsReference.path("$ref");
        if (!reference.isString()) {
            return perhapsReference;
        }
        JsonNode target = document.at(reference.stringValue().substring(1));
        if (target.isMissingNode()) {
            throw new AssertionError("nothing at " + reference.stringValue());
        }
        return resolve(target);
    }

    private void check(JsonNode value, JsonNode given, String place, List<String> found) {
        if (given.isBoolean()) {
            if (!given.booleanValue()) {
                found.add(place + " should not be there");
            }
            return;
        }
        JsonNode schema = resolve(given);
        if (schema.isBoolean()) {
            check(value, schema, place, found);
            return;
        }
        for (String word : schema.propertyNames()) {
            if (!WORDS.contains(word)) {
                throw new AssertionError("the checker does not know " + word + " at " + place);
            }
        }
        checkKind(value, schema, place, found);
        checkSize(value, schema, place, found);
        if (value.isObject()) {
            checkMembers(value, schema, place, found);
        }
        @Nullable JsonNode items = schema.get("items");
        if (value.isArray() && items != null) {
            for (int i = 0; i < value.size(); i++) {
                check(value.get(i), items, place + "[" + i + "]", found);
            }
        }
        schema.path("allOf").forEach(part -> check(value, part, place, found));
        checkAnyOf(value, schema.path("anyOf"), place, found);
    }

    private void checkAnyOf(JsonNode value, JsonNode options, String place, List<String> found) {
        List<String> all = new ArrayList<>();
        for (JsonNode option : options) {
            List<String> mine = new ArrayList<>();
            check(value, option, place, mine);
            if (mine.isEmpty()) {
                return;
            }
            all.addAll(mine);
        }
        if (!options.isMissingNode()) {
            found.add(place + " fits none of " + options.size() + ": " + all);
        }
    }

    private static void checkKind(
            JsonNode value, JsonNode schema, String place, List<String> found) {
        @Nullable JsonNode type = schema.get("type");
        if (type != null) {
            boolean fits =
                    type.isArray()
                            ? type.valueStream().anyMatch(one -> is(value, one.stringValue()))
                            : is(value, type.stringValue());
            if (!fits) {
                found.add(place + " is no " + type);
            }
        }
        @Nullable JsonNode constant = schema.get("const");
        if (constant != null && !constant.equals(value)) {
            found.add(place + " is not " + constant);
        }
        @Nullable JsonNode options = schema.get("enum");
        if (options != null && options.valueStream().noneMatch(value::equals)) {
            found.add(place + " is none of " + options);
        }
    }

    private static boolean is(JsonNode value, String type) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isString();
            case "number" -> value.isNumber();
            case "integer" ->
                    value.isNumber() && value.doubleValue() == Math.rint(value.doubleValue());
            case "boolean" -> value.isBoolean();
            case "null" -> value.isNull();
            default -> throw new AssertionError("no type " + type);
        };
    }

    private static void checkSize(
            JsonNode value, JsonNode schema, String place, List<String> found) {
        if (value.isNumber()) {
            atLeast(value.doubleValue(), schema.path("minimum"), place, found);
            atMost(value.doubleValue(), schema.path("maximum"), place, found);
        }
        if (value.isArray()) {
            atLeast(value.size(), schema.path("minItems"), place + " (size)", found);
            atMost(value.size(), schema.path("maxItems"), place + " (size)", found);
        }
        if (value.isString()) {
            String text = value.stringValue();
            atMost(text.length(), schema.path("maxLength"), place + " (length)", found);
            @Nullable JsonNode pattern = schema.get("pattern");
            if (pattern != null && !Pattern.compile(pattern.stringValue()).matcher(text).find()) {
                found.add(place + " does not match " + pattern);
            }
            if (schema.path("format").asString("").equals("date-time") && !isTime(text)) {
                found.add(place + " is no time");
            }
        }
    }

    private static boolean isTime(String text) {
        try {
            return OffsetDateTime.parse(text).getYear() >= 0;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private static void atLeast(double number, JsonNode limit, String place, List<String> found) {
        if (limit.isNumber() && number < limit.doubleValue()) {
            found.add(place + " is below " + limit);
        }
    }

    private static void atMost(double number, JsonNode limit, String place, List<String> found) {
        if (limit.isNumber() && number > limit.doubleValue()) {
            found.add(place + " is above " + limit);
        }
    }

    private void checkMembers(JsonNode value, JsonNode schema, String place, List<String> found) {
        for (JsonNode name : schema.path("required")) {
            if (!value.has(name.stringValue())) {
                found.add(place + " has no " + name.stringValue());
            }
        }
        @Nullable JsonNode others = schema.get("additionalProperties");
        value.properties()
                .forEach(member -> {
                    String inside = place + "." + member.getKey();
                    @Nullable JsonNode known = schema.path("properties").get(member.getKey());
                    if (known != null) {
                        check(member.getValue(), known, inside, found);
                    } else if (others != null) {
                        check(member.getValue(), others, inside, found);
                    }
                });
    }
}
