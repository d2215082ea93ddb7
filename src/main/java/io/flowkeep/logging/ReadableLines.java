package io.flowkeep.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import io.flowkeep.text.Utf8;
import java.util.List;
import java.util.Locale;
import org.slf4j.event.KeyValuePair;

/**
 * Lines for people: time, level, message, then name=value pairs. Control characters from outside
 * are escaped, so that nobody can forge a line or move the terminal's cursor.
 */
final class ReadableLines extends EncoderBase<ILoggingEvent> {
    private static final byte[] NOTHING = {};

    @Override
    public byte[] encode(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(120);
        line.append(LogTime.print(event.getTimeStamp()))
                .append(' ')
                .append(String.format("%-5s", event.getLevel()))
                .append(' ');
        appendSafely(line, event.getFormattedMessage());
        event.getMDCPropertyMap().forEach((name, value) -> appendPair(line, name, value));
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        if (pairs != null) {
            pairs.forEach(pair -> appendPair(line, pair.key, String.valueOf(pair.value)));
        }
        line.append('\n');
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            line.append(ThrowableProxyUtil.asString(thrown)).append('\n');
        }
        return Utf8.bytes(line.toString());
    }

    private static void appendPair(StringBuilder line, String name, String value) {
        line.append(' ').append(name).append('=');
        appendSafely(line, value);
    }

    private static void appendSafely(StringBuilder line, String text) {
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (Character.isISOControl(character)) {
                line.append(String.format(Locale.ROOT, "\\u%04x", (int) character));
            } else {
                line.append(character);
            }
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
