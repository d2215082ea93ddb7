package io.flowkeep.logging;

/** What a log line looks like. */
public enum LogStyle {
    /** One JSON object a line, for machines. */
    JSON,
    /** For people. */
    READABLE,
    /** Readable when standard output is a terminal, else JSON. */
    BY_OUTPUT
}
