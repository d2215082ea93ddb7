package io.flowkeep.context;

import tools.jackson.databind.JsonNode;

/** One key of a set. A value must not be changed afterwards. */
public sealed interface Assignment {
    /** The key. */
    KeyPath path();

    /** Sets the value at a path. */
    record Put(KeyPath path, JsonNode value) implements Assignment {}

    /** Removes what is at a path, if anything is. */
    record Remove(KeyPath path) implements Assignment {}
}
