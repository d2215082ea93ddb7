package io.flowkeep.logging;

/** The least level that is logged, the most talkative first; at {@code OFF} nothing is. */
public enum LogLevel {
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR,
    OFF
}
