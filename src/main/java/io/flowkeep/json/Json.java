package io.flowkeep.json;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/**
 * JSON text to values and back, as JavaScript's JSON.parse and JSON.stringify do it. All numbers
 * are doubles; what overflows a double is written as null; a later duplicate of a member wins.
 * Stateless.
 */
public final class Json {
    /** Deeper input is refused; ten times what flows and contexts hold in practice. */
    public static final int MAX_DEPTH = 500;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Pattern LONE_SURROGATE =
            Pattern.compile(
                    "[\\ud800-\\udbff](?![\\udc00-\\udfff])|(?<![\\ud800-\\udbff])[\\udc00-\\udfff]");
    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(MAX_DEPTH)
                                    .maxStringLength(Integer.MAX_VALUE)
                                    .maxNameLength(Integer.MAX_VALUE)
                                    .maxNumberLength(10_000)
                                    .build())
                    .streamWriteConstraints(
                            StreamWriteConstraints.builder().maxNestingDepth(MAX_DEPTH * 2).build())
                    .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
                    .build();

    private Json() {}

    /** A new empty object. */
    public static ObjectNode object() {
        return NODES.objectNode();
    }

    /** A new empty array. */
    public static ArrayNode array() {
        return NODES.arrayNode();
    }

    /**
     * Reads one JSON value. A byte order mark is skipped. Refused are anything after the value,
     * nesting deeper than {@link #MAX_DEPTH}, and members named {@code __proto__} or {@code
     * constructor.prototype}, which are traps for the JavaScript clients that read the value back.
     */
    public static JsonNode parse(String text) throws JsonSyntaxException {
        String body = text.startsWith("\ufeff") ? text.substring(1) : text;
        return read(body, true);
    }

    /** Reads JSON that is already stored, where any member name is accepted. */
    public static JsonNode parseStored(String text) throws JsonSyntaxException {
        return read(text, false);
    }

    /**
     * A value that is text already and is written as it stands; for stored text, so that passing it
     * on costs no parsing. It cannot be looked into.
     *
     * @param text one well-formed JSON value, as {@link #text(JsonNode)} gave it
     */
    public static JsonNode written(String text) {
        return NODES.rawValueNode(new RawValue(text));
    }

    /**
     * The members of an object, each with its value as it is written ({@link #written}), for stored
     * text that is only handed on. Whether the values are well-formed is not looked at.
     *
     * @param text as {@link #text(JsonNode)} gave it
     * @return empty if this is other text, which has to be parsed
     */
    public static Optional<ObjectNode> membersAsWritten(String text) {
        return WrittenObject.members(text);
    }

    /** Whether JavaScript takes the value for true; a missing one is false. */
    public static boolean isTruthy(JsonNode value) {
        return switch (value.getNodeType()) {
            case NULL, MISSING -> false;
            case BOOLEAN -> value.booleanValue();
            case NUMBER -> value.doubleValue() != 0;
            case STRING -> !value.stringValue().isEmpty();
            case ARRAY, OBJECT, BINARY, POJO -> true;
        };
    }

    /** The value as compact text. */
    public static String text(JsonNode value) {
        String written = write(value);
        return hasSurrogate(written) ? escaped(written) : written;
    }

    /** The value as compact text in UTF-8. */
    public static byte[] bytes(JsonNode value) {
        String written = write(value);
        byte[] bytes = written.getBytes(StandardCharsets.UTF_8);
        // Only a lone surrogate does not survive the round trip. Faster than looking at each
        // character.
        return new String(bytes, StandardCharsets.UTF_8).equals(written)
                ? bytes
                : escaped(written).getBytes(StandardCharsets.UTF_8);
    }

    private static String write(JsonNode value) {
        StringWriter out = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            JsonWriter.write(value, generator);
        }
        return out.toString();
    }

    private static String escaped(String written) {
        return LONE_SURROGATE
                .matcher(written)
                .replaceAll(match ->
                        String.format(Locale.ROOT, "\\\\u%04x", (int) match.group().charAt(0)));
    }

    /** Nearly never; the expression above is slow on large values, and so is a stream. */
    private static boolean hasSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private static JsonNode read(String text, boolean refuseTraps) throws JsonSyntaxException {
        try {
            return readOnce(text, refuseTraps);
        } catch (JsonSyntaxException e) {
            String plain = SurrogateEscapes.asCharacters(text);
            if (plain.length() == text.length()) {
                throw e;
            }
            return readOnce(plain, refuseTraps);
        }
    }

    private static JsonNode readOnce(String text, boolean refuseTraps) throws JsonSyntaxException {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() == null) {
                throw notJson(parser.currentLocation(), "empty");
            }
            JsonNode value = value(parser, refuseTraps);
            if (parser.nextToken() != null) {
                throw notJson(parser.currentTokenLocation(), "more than one value");
            }
            return value;
        } catch (JacksonException e) {
            TokenStreamLocation where = e.getLocation(); // none if a limit is overstepped
            throw where == null
                    ? new JsonSyntaxException("nested too deeply or a number too long")
                    : notJson(where, "not JSON at offset " + where.getCharOffset());
        }
    }

    private static JsonSyntaxException notJson(TokenStreamLocation where, String message) {
        return new JsonSyntaxException(message, where.getLineNr(), where.getColumnNr());
    }

    private static JsonNode value(JsonParser parser, boolean refuseTraps)
            throws JsonSyntaxException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> members(parser, refuseTraps);
            case START_ARRAY -> elements(parser, refuseTraps);
            case VALUE_STRING -> NODES.stringNode(parser.getString());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
                    NODES.numberNode(Double.parseDouble(parser.getString()));
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            default -> throw notJson(parser.currentTokenLocation(), "unexpected token");
        };
    }

    private static ObjectNode members(JsonParser parser, boolean refuseTraps)
            throws JsonSyntaxException {
        ObjectNode object = NODES.objectNode();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            JsonNode member = value(parser, refuseTraps);
            if (refuseTraps && isTrap(name, member)) {
                throw new JsonSyntaxException("forbidden member name");
            }
            object.set(name, member);
        }
        return object;
    }

    private static ArrayNode elements(JsonParser parser, boolean refuseTraps)
            throws JsonSyntaxException {
        ArrayNode array = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(parser, refuseTraps));
        }
        return array;
    }

    private static boolean isTrap(String name, JsonNode member) {
        return name.equals("__proto__")
                || (name.equals("constructor") && member.isObject() && member.has("prototype"));
    }
}
