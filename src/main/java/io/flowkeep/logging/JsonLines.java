package io.flowkeep.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import io.flowkeep.json.Json;
import io.flowkeep.text.Utf8;
import java.util.List;
import java.util.Map;
import org.slf4j.event.KeyValuePair;
import tools.jackson.databind.node.ObjectNode;

/**
 * One JSON object a line: level, time (UTC, milliseconds), msg, what the thread's context holds
 * (reqId), the line's own key-value pairs, logger, and an exception as one member {@code err}.
 */
final class JsonLines extends EncoderBase<ILoggingEvent> {
    private static final byte[] NOTHING = {};

    @Override
    public byte[] encode(ILoggingEvent event) {
        ObjectNode line = Json.object();
        line.put("level", event.getLevel().toString());
        line.put("time", LogTime.print(event.getTimeStamp()));
        line.put("msg", event.getFormattedMessage());
        for (Map.Entry<String, String> entry : event.getMDCPropertyMap().entrySet()) {
            line.put(entry.getKey(), entry.getValue());
        }
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        if (pairs != null) {
            pairs.forEach(pair -> put(line, pair));
        }
        line.put("logger", event.getLoggerName());
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            ObjectNode error = line.putObject("err");
            error.put("type", thrown.getClassName());
            error.put("message", thrown.getMessage());
            error.put("stack", ThrowableProxyUtil.asString(thrown));
        }
        return Utf8.bytes(Json.text(line) + "\n");
    }

    private static void put(ObjectNode line, KeyValuePair pair) {
        switch (pair.value) {
            case null -> line.putNull(pair.key);
            case Boolean flag -> line.put(pair.key, flag);
            case Integer number -> line.put(pair.key, number);
            case Long number -> line.put(pair.key, number);
            case Number number -> line.put(pair.key, number.doubleValue());
            case Object other -> line.put(pair.key, other.toString());
        }
    }

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }
}
