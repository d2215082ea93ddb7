package io.flowkeep.context;

import io.flowkeep.json.MemberOrder;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One property of a JSON value as JavaScript has it: members of objects; elements and {@code
 * length} of arrays and strings. Only what the value itself holds counts: {@code toString}, {@code
 * __proto__} and the like are names as any other. Holes of arrays, made within one request, are
 * missing nodes; they are written as null.
 */
final class Property {
    private static final String LENGTH = "length";
    private static final double MAX_LENGTH = 4_294_967_295.0;

    private Property() {}

    /** Reads a property; empty if JavaScript would say undefined. */
    static Optional<JsonNode> read(JsonNode holder, String name) {
        return switch (holder.getNodeType()) {
            case OBJECT -> Optional.ofNullable(holder.get(name));
            case ARRAY -> element((ArrayNode) holder, name);
            case STRING -> character(holder.stringValue(), name);
            default -> Optional.empty();
        };
    }

    /** Sets a property; what JavaScript would keep outside the JSON is dropped. */
    static void write(JsonNode holder, String name, JsonNode value) throws InvalidKey {
        if (holder instanceof ObjectNode object) {
            object.set(name, value);
        } else if (holder instanceof ArrayNode array && MemberOrder.isIndex(name)) {
            int index = boundedIndex(array, Double.parseDouble(name));
            fillWithHoles(array, index);
            if (index < array.size()) {
                array.set(index, value);
            } else {
                array.add(value);
            }
        } else if (holder instanceof ArrayNode array && name.equals(LENGTH)) {
            resize(array, value);
        }
    }

    /** Removes a property as {@code delete} does, so that an element leaves a hole. */
    static void delete(JsonNode holder, String name) {
        if (holder instanceof ObjectNode object) {
            object.remove(name);
        } else if (holder instanceof ArrayNode array && MemberOrder.isIndex(name)) {
            long index = Long.parseLong(name);
            if (index < array.size()) {
                array.set((int) index, MissingNode.getInstance());
            }
        }
    }

    /** Removes an element and closes the gap. */
    static void cutOut(ArrayNode array, double index) {
        if (index < array.size()) {
            array.remove((int) index);
        }
    }

    private static Optional<JsonNode> element(ArrayNode array, String name) {
        if (MemberOrder.isIndex(name)) {
            long index = Long.parseLong(name);
            return index < array.size()
                    ? Optional.of(array.get((int) index)).filter(node -> !node.isMissingNode())
                    : Optional.empty();
        }
        return name.equals(LENGTH) ? Optional.of(number(array.size())) : Optional.empty();
    }

    private static Optional<JsonNode> character(String text, String name) {
        if (MemberOrder.isIndex(name)) {
            long index = Long.parseLong(name);
            return index < text.length()
                    ? Optional.of(
                            JsonNodeFactory.instance.stringNode(
                                    text.substring((int) index, (int) index + 1)))
                    : Optional.empty();
        }
        return name.equals(LENGTH) ? Optional.of(number(text.length())) : Optional.empty();
    }

    private static JsonNode number(int value) {
        return JsonNodeFactory.instance.numberNode(value);
    }

    private static int boundedIndex(ArrayNode array, double index) throws InvalidKey {
        checkGap(array, index);
        return (int) index;
    }

    /** Refuses an index too far past the end, since all elements in between would be stored. */
    static void checkGap(ArrayNode array, double index) throws InvalidKey {
        if (index > array.size() + (double) ContextValues.MAX_INDEX_GAP) {
            throw InvalidKey.expression(
                    "array index "
                            + new KeyPart.Index(index).name()
                            + " is more than "
                            + ContextValues.MAX_INDEX_GAP
                            + " past the end");
        }
    }

    private static void resize(ArrayNode array, JsonNode value) throws InvalidKey {
        double length = value.isNumber() ? value.doubleValue() : -1;
        if (length < 0 || length > MAX_LENGTH || length != Math.rint(length)) {
            throw new InvalidKey("Invalid array length");
        }
        int size = boundedIndex(array, length);
        while (array.size() > size) {
            array.remove(array.size() - 1);
        }
        fillWithHoles(array, size);
    }

    private static void fillWithHoles(ArrayNode array, int size) {
        while (array.size() < size) {
            array.add(MissingNode.getInstance());
        }
    }
}
