package io.flowkeep.config;

/**
 * One key of the configuration.
 *
 * @param name its path, joined with dots
 * @param type what it takes
 * @param fallback the text that counts when the key is not given; empty if there is none
 * @param about what it does and why its default is what it is, for the reference
 */
record Key<T>(String name, ValueType<T> type, String fallback, String about) {

    /** The last part of the name. */
    String leaf() {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** The name without its last part; empty for a key at the top. */
    String section() {
        return name.substring(0, Math.max(0, name.lastIndexOf('.')));
    }
}
