package io.flowkeep.logging;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * The logging set-up until the configuration is read, and in tests: warnings, in readable lines.
 * Found by Logback through {@code META-INF/services}; this avoids parsing XML at start, which would
 * take longer than the rest of the logging set-up.
 */
public final class FirstLogs extends ContextAwareBase implements Configurator {

    /** For the service loader. */
    public FirstLogs() {}

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        Logs.configure(context, new LogSettings(LogLevel.WARN, LogLevel.WARN, LogStyle.READABLE));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
