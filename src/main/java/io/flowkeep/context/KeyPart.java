package io.flowkeep.context;

import io.flowkeep.json.Json;
import tools.jackson.databind.node.JsonNodeFactory;

/** One step of a {@link KeyPath}. Immutable. */
public sealed interface KeyPart {

    /** A member's name. */
    record Name(String name) implements KeyPart {}

    /**
     * A number: an element of an array, or the member of that name in an object.
     *
     * @param number what JavaScript makes of the digits, so it may be infinite
     */
    record Index(double number) implements KeyPart {
        /** The number as a member's name. */
        public String name() {
            return Double.isFinite(number)
                    ? Json.text(JsonNodeFactory.instance.numberNode(number))
                    : "Infinity";
        }
    }

    /**
     * A cross reference: the step is the value found at another path in the same scope.
     *
     * @param position where the reference starts in the whole expression, for errors
     */
    record Reference(KeyPath path, int position) implements KeyPart {}
}
