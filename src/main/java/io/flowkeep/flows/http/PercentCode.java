package io.flowkeep.flows.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Percent-encoding as JavaScript's {@code decodeURIComponent} undoes it. */
final class PercentCode {
    private PercentCode() {}

    /** Decodes once; empty if an escape is malformed or the bytes are not UTF-8. */
    static Optional<String> decode(String text) {
        if (text.indexOf('%') < 0) {
            return Optional.of(text);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '%') {
                bytes.write(c); // a request target is ASCII
                continue;
            }
            int high = digit(text, i + 1);
            int low = digit(text, i + 2);
            if (high < 0 || low < 0) {
                return Optional.empty();
            }
            bytes.write(high * 16 + low);
            i += 2;
        }
        try {
            ByteBuffer decoded = ByteBuffer.wrap(bytes.toByteArray());
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(decoded).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** As {@link #decode}, with {@code +} for a blank; what cannot be decoded stays as it is. */
    static String decodeQuery(String text) {
        String blanks = text.replace('+', ' ');
        return decode(blanks).orElse(blanks);
    }

    private static int digit(String text, int index) {
        return index < text.length() ? Character.digit(text.charAt(index), 16) : -1;
    }
}
