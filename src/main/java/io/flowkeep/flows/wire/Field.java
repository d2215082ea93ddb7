package io.flowkeep.flows.wire;

/**
 * A member of a node, an edge or an owner. Immutable.
 *
 * @param ifMissing what is said if it is absent, null or an empty text; empty if it may be
 * @param longest the most UTF-16 units of a text
 */
record Field(String name, Kind kind, String ifMissing, int longest) {
    /** What a member holds. */
    enum Kind {
        /** Text; numbers and booleans are written as one. */
        TEXT,
        /** The id of something in another service: 12 bytes, kept as 24 hexadecimal digits. */
        REFERENCE,
        /** Anything. */
        FREE,
        /** The condition and the mapper of an edge. */
        EDGE_CONFIG
    }

    static Field text(String name) {
        return new Field(name, Kind.TEXT, "", Integer.MAX_VALUE);
    }

    static Field of(String name, Kind kind) {
        return new Field(name, kind, "", Integer.MAX_VALUE);
    }

    Field required(String message) {
        return new Field(name, kind, message, longest);
    }

    Field atMost(int units) {
        return new Field(name, kind, ifMissing, units);
    }

    boolean isRequired() {
        return !ifMissing.isEmpty();
    }
}
