package io.flowkeep.flows.http;

import io.flowkeep.http.Refusal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Content-Type header says of a body. Immutable.
 *
 * @param charset in small letters; {@code utf-8} if the header names none
 */
record BodyType(boolean isJson, String charset) {
    private static final Pattern CHARSET =
            Pattern.compile(";\\s*charset\\s*=\\s*\"?([^\";\\s]+)", Pattern.CASE_INSENSITIVE);
    private static final String BYTE_ORDER_MARK = "\ufeff";

    /** Reads the header; an empty text is none. */
    static BodyType of(String header) {
        int end = header.indexOf(';');
        String essence = end < 0 ? header : header.substring(0, end);
        Matcher named = CHARSET.matcher(header);
        return new BodyType(
                essence.strip().equalsIgnoreCase("application/json"),
                named.find() ? named.group(1).toLowerCase(Locale.ROOT) : "utf-8");
    }

    /** Refuses a charset that begins like a Unicode encoding and is not one. */
    void requireKnownCharset() {
        switch (charset) {
            case "utf-8", "utf-16", "utf-16le", "utf-16be" -> {}
            default -> throw unsupportedCharset();
        }
    }

    Refusal unsupportedCharset() {
        return FlowErrors.refusal(
                415, "unsupported charset \"" + charset.toUpperCase(Locale.ROOT) + "\"");
    }

    /** The text of a body; invalid bytes become replacement characters. */
    String decode(byte[] bytes) {
        String text = new String(bytes, set(bytes));
        return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    }

    /** Without a mark, sixteen bits are little-endian here, as Node.js has them. */
    private Charset set(byte[] bytes) {
        return switch (charset) {
            case "utf-16" ->
                    bytes.length > 1 && bytes[0] == (byte) 0xfe && bytes[1] == (byte) 0xff
                            ? StandardCharsets.UTF_16BE
                            : StandardCharsets.UTF_16LE;
            case "utf-16le" -> StandardCharsets.UTF_16LE;
            case "utf-16be" -> StandardCharsets.UTF_16BE;
            default -> StandardCharsets.UTF_8;
        };
    }
}
