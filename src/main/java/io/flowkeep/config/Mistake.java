package io.flowkeep.config;

/**
 * Something in a text that cannot be used.
 *
 * @param kind what is wrong
 * @param name the key or section it is about; empty if it is about the text as a whole
 * @param line what to tell the operator, with its place
 */
record Mistake(Kind kind, String name, String line) {
    /** In characters; the text of a file may be of any length. */
    private static final int LONGEST = 500;

    /** Cuts off what is too long to be read. */
    Mistake {
        line = line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line;
    }

    /** What is wrong. */
    enum Kind {
        /** No YAML, or none that can hold a configuration. */
        TEXT,
        /** An unknown key. */
        UNKNOWN,
        /** A list or keys where a value belongs, or a value where keys belong. */
        SHAPE,
        /** A value that its key does not take. */
        VALUE,
        /** A key that is set twice. */
        TWICE
    }
}
