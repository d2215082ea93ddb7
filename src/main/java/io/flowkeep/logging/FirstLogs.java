package io.flowkeep.logging;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * What counts until the configuration is read, and in tests: warnings, readable. Found by Logback
 * through {@code META-INF/services}; so no XML is parsed at start, which takes longer than all the
 * rest of logging.
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
