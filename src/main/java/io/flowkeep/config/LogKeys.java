package io.flowkeep.config;

import io.flowkeep.logging.LogLevel;
import io.flowkeep.logging.LogSettings;
import io.flowkeep.logging.LogStyle;
import java.util.List;
import java.util.Map;

/** The keys of what is logged. */
final class LogKeys {
    private static final Map<String, LogLevel> LEVELS =
            Map.of(
                    "trace", LogLevel.TRACE,
                    "debug", LogLevel.DEBUG,
                    "info", LogLevel.INFO,
                    "warn", LogLevel.WARN,
                    "error", LogLevel.ERROR,
                    "fatal", LogLevel.ERROR,
                    "silent", LogLevel.OFF);

    private final KeyGroup keys = new KeyGroup();

    final Key<LogLevel> level =
            keys.key(
                    "logging.level",
                    ValueType.choice(LEVELS),
                    "info",
                    "The least level that is logged.");
    final Key<LogLevel> http =
            keys.key(
                    "logging.http",
                    ValueType.choice(LEVELS),
                    "warn",
                    "The least level of the lines about requests: info shows each, warn and above"
                            + " none.");
    final Key<LogStyle> pretty =
            keys.key(
                    "logging.pretty",
                    ValueType.choice(
                            Map.of(
                                    "true", LogStyle.READABLE,
                                    "false", LogStyle.JSON,
                                    "auto", LogStyle.BY_OUTPUT)),
                    "auto",
                    "Readable lines instead of one JSON object a line. auto: on a terminal or with"
                            + " NODE_ENV=development.");

    List<Key<?>> all() {
        return keys.all();
    }

    /**
     * What is logged.
     *
     * @param isDevelopment whether lines are for people unless something else is said
     */
    LogSettings read(Settings settings, boolean isDevelopment) {
        LogStyle style = settings.value(pretty);
        boolean isReadable = style == LogStyle.BY_OUTPUT && isDevelopment;
        return new LogSettings(
                settings.value(level),
                settings.value(http),
                isReadable ? LogStyle.READABLE : style);
    }
}
