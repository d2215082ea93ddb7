package io.flowkeep.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import io.flowkeep.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;
import tools.jackson.databind.JsonNode;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class LogLinesTest {
    private final LoggerContext context = new LoggerContext();

    @Test
    void a_json_line_holds_level_time_message_pairs_and_request_id() {
        LoggingEvent event = event(Map.of("reqId", "r-1"), Level.WARN, "disk at {} %", 91);
        event.addKeyValuePair(new KeyValuePair("status", 503));
        event.addKeyValuePair(new KeyValuePair("route", "/v1/files/:teamId/:projectId/*"));
        assertEquals(
                """
                {"level":"WARN","time":"2026-11-22T01:02:03.040Z","msg":"disk at 91 %","reqId":"r-1",\
                "status":503,"route":"/v1/files/:teamId/:projectId/*","logger":"some.logger"}
                """,
                encode(new JsonLines(), event));
    }

    @Test
    void an_exception_is_one_member_of_one_line() throws Exception {
        LoggingEvent event = event(Level.ERROR, "failed");
        event.setThrowableProxy(
                new ch.qos.logback.classic.spi.ThrowableProxy(new IllegalStateException("a\nb")));
        String line = encode(new JsonLines(), event);
        assertEquals(1, line.lines().count());
        JsonNode error = Json.parse(line).get("err");
        assertEquals("java.lang.IllegalStateException", error.get("type").stringValue());
        assertEquals("a\nb", error.get("message").stringValue());
        assertTrue(error.get("stack").stringValue().contains("LogLinesTest"));
    }

    @Test
    void a_message_cannot_forge_a_second_line() {
        String forged = "x\n{\"level\":\"INFO\"}";
        assertEquals(1, encode(new JsonLines(), event(Level.INFO, forged)).lines().count());
        LoggingEvent event = event(Level.INFO, forged);
        event.addKeyValuePair(new KeyValuePair("path", "a\r\nb\u001b[2J"));
        String readable = encode(new ReadableLines(), event);
        assertEquals(1, readable.lines().count());
        assertFalse(readable.contains("\u001b"));
    }

    @Test
    void a_readable_line_shows_the_same_things() {
        LoggingEvent event = event(Level.INFO, "listening");
        event.addKeyValuePair(new KeyValuePair("port", 3001));
        assertEquals(
                "2026-11-22T01:02:03.040Z INFO  listening port=3001\n",
                encode(new ReadableLines(), event));
    }

    @Test
    void libraries_and_requests_have_levels_of_their_own() {
        Logs.configure(context, new LogSettings(LogLevel.INFO, LogLevel.WARN, LogStyle.JSON));
        assertEquals(
                List.of(Level.INFO, Level.WARN, Level.WARN),
                List.of(
                        level("io.flowkeep.server.App"),
                        level(Logs.ACCESS),
                        level("io.netty.channel")));
    }

    @Test
    void silence_is_silence() {
        Logs.configure(context, LogSettings.SILENT);
        assertEquals(List.of(Level.OFF, Level.OFF), List.of(level("a"), level("io.vertx.core")));
    }

    private Level level(String logger) {
        return context.getLogger(logger).getEffectiveLevel();
    }

    private LoggingEvent event(Level level, String message) {
        return event(Map.of(), level, message);
    }

    private LoggingEvent event(
            Map<String, String> mdc, Level level, String message, Object... arguments) {
        Logger logger = context.getLogger("some.logger");
        LoggingEvent event = new LoggingEvent("", logger, level, message, null, arguments);
        event.setInstant(Instant.parse("2026-11-22T01:02:03.040Z"));
        event.setMDCPropertyMap(mdc);
        return event;
    }

    private static String encode(
            EncoderBase<ch.qos.logback.classic.spi.ILoggingEvent> encoder, LoggingEvent event) {
        return new String(encoder.encode(event), StandardCharsets.UTF_8);
    }
}
