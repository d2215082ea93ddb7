package io.flowkeep.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.flowkeep.config.Configuration;
import io.flowkeep.config.Environment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** The address in the log is one that can be pasted. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class ListeningTest {
    private static final Logger LOG = (Logger) LoggerFactory.getLogger(App.class);

    @ParameterizedTest
    @ValueSource(strings = {"::1", "[::1]"})
    void an_address_of_IPv6_stands_in_brackets(String host, @TempDir Path home) throws Exception {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        LOG.addAppender(log);
        LOG.setLevel(Level.INFO);
        try {
            String yaml = "host: '" + host + "'\nport: 0\ndriver: {type: memory}";
            Environment environment = new Environment(Map.of("FF_FS_TEST_CONFIG", yaml), home);
            App app = App.start(Configuration.load(environment).server());
            int port = app.port();
            app.stop();
            assertEquals(
                    List.of("listening on http://[::1]:" + port),
                    log.list.stream()
                            .map(ILoggingEvent::getFormattedMessage)
                            .filter(line -> line.startsWith("listening"))
                            .toList());
        } finally {
            LOG.setLevel(null);
            LOG.detachAppender(log);
        }
    }
}
