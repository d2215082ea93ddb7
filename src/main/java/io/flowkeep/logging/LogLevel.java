package io.flowkeep.logging;

/** The lowest level that is logged, the most verbose first; at {@code OFF} nothing is. */
public enum LogLevel {
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR,
    OFF
}
