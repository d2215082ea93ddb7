package io.flowkeep.config;

/**
 * A key's text and its origin, before it is checked.
 *
 * @param name the path joined with dots
 */
record Setting(String name, String text, Origin origin) {}
