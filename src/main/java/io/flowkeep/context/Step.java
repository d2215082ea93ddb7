package io.flowkeep.context;

import io.flowkeep.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A part of a path with its cross reference looked up. Immutable.
 *
 * @param name the property's name
 * @param number whether it was a number: what is made below a missing parent is then an array
 */
record Step(String name, boolean number) {

    /** Where top-level values are looked up. */
    @FunctionalInterface
    interface Roots {
        /** The value of a top-level name, if there is one. */
        Optional<JsonNode> find(String name);
    }

    static List<Step> of(KeyPath path, Roots roots) throws InvalidKey {
        List<Step> steps = new ArrayList<>(path.parts().size());
        for (KeyPart part : path.parts()) {
            steps.add(
                    switch (part) {
                        case KeyPart.Name(var name) -> new Step(name, false);
                        case KeyPart.Index index -> new Step(index.name(), true);
                        case KeyPart.Reference(var target, var position) ->
                                referred(target, position, roots);
                    });
        }
        return steps;
    }

    /** The value that a path leads to, if there is one. */
    static Optional<JsonNode> read(KeyPath path, Roots roots) throws InvalidKey {
        List<Step> steps = of(path, roots);
        Optional<JsonNode> value = roots.find(steps.getFirst().name());
        for (Step step : steps.subList(1, steps.size())) {
            value = value.flatMap(holder -> Property.read(holder, step.name()));
        }
        return value;
    }

    private static Step referred(KeyPath target, int position, Roots roots) throws InvalidKey {
        Optional<JsonNode> value;
        try {
            value = read(target, roots);
        } catch (InvalidKey _) {
            throw InvalidKey.reference(position);
        }
        JsonNode key = value.orElseThrow(() -> InvalidKey.reference(position));
        return new Step(asName(key), key.isNumber());
    }

    /** The text that JavaScript makes of a value used as a property's name. */
    private static String asName(JsonNode key) {
        return switch (key.getNodeType()) {
            case STRING -> key.stringValue();
            case OBJECT -> "[object Object]";
            case ARRAY -> {
                List<String> elements = new ArrayList<>();
                key.forEach(element ->
                        elements.add(
                                element.isNull() || element.isMissingNode()
                                        ? ""
                                        : asName(element)));
                yield String.join(",", elements);
            }
            default -> Json.text(key);
        };
    }
}
