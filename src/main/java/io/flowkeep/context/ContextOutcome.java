package io.flowkeep.context;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** The outcomes of operations. */
public sealed interface ContextOutcome {

    /** How a set or a cache write ends. Unless it is {@link Done}, nothing was changed. */
    sealed interface Write extends ContextOutcome {}

    /** How a read ends. */
    sealed interface Read extends ContextOutcome {}

    /** It is stored. */
    record Done() implements Write {}

    /** The project would hold more than it may. */
    record OverQuota(long limit) implements Write {}

    /** A key is no expression or cannot be used here; the reason is for the client. */
    record BadKey(String reason) implements Write, Read {}

    /** The scope is not there. */
    record NoScope() implements Read {}

    /** What was found, in the order asked. */
    record Values(List<Reading> readings) implements Read {
        public Values {
            readings = List.copyOf(readings);
        }
    }

    /** One key of a read. */
    sealed interface Reading {
        /** The key as it was asked for. */
        String key();
    }

    /** There is a value; it can be written as JSON, but not always be looked into. */
    record Present(String key, JsonNode value) implements Reading {}

    /** There is none. */
    record Absent(String key) implements Reading {}
}
