package io.flowkeep.logging;

/**
 * What is logged. Immutable.
 *
 * @param level the lowest level
 * @param access the lowest level of the lines about requests
 * @param style what a line looks like
 */
public record LogSettings(LogLevel level, LogLevel access, LogStyle style) {
    /** Nothing at all. */
    public static final LogSettings SILENT =
            new LogSettings(LogLevel.OFF, LogLevel.OFF, LogStyle.READABLE);
}
