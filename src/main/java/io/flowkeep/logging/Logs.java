package io.flowkeep.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import java.io.Console;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sets up logging to standard output. */
public final class Logs {
    /** The name of the logger for the lines about requests. */
    public static final String ACCESS = "io.flowkeep.access";

    private static final List<String> CHATTY =
            List.of(
                    "io.netty",
                    "io.vertx",
                    "org.flywaydb",
                    "com.zaxxer.hikari",
                    "software.amazon.awssdk",
                    "org.apache.hc");

    /**
     * Logs each lost connection with a stack trace; the connection's user and the watch log it
     * once.
     */
    private static final String CONNECTIONS = "com.zaxxer.hikari.pool.ProxyConnection";

    private Logs() {}

    /**
     * Replaces all that was set up before. Call once at start, before the first line that matters;
     * lines logged by other threads meanwhile may get lost.
     */
    public static void configure(LogSettings settings) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.reset();
            configure(context, settings);
        }
    }

    static void configure(LoggerContext context, LogSettings settings) {
        Encoder<ILoggingEvent> encoder =
                isReadable(settings.style()) ? new ReadableLines() : new JsonLines();
        encoder.setContext(context);
        encoder.start();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setEncoder(encoder);
        console.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(console);
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(level(settings.level()));
        context.getLogger(ACCESS).setLevel(level(settings.access()));
        CHATTY.forEach(name -> context.getLogger(name).setLevel(level(quieter(settings.level()))));
        context.getLogger(CONNECTIONS).setLevel(Level.ERROR);
    }

    private static boolean isReadable(LogStyle style) {
        return switch (style) {
            case READABLE -> true;
            case JSON -> false;
            case BY_OUTPUT ->
                    Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
        };
    }

    /** Libraries log their routine work at info; operators only need their warnings. */
    private static LogLevel quieter(LogLevel level) {
        return level.compareTo(LogLevel.WARN) < 0 ? LogLevel.WARN : level;
    }

    private static Level level(LogLevel level) {
        return Level.toLevel(level.name());
    }
}
