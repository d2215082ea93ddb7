package io.flowkeep.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Percent-decoding of paths (strict) and of queries (lenient), each as the server this replaces
 * does it.
 */
final class PercentText {
    private PercentText() {}

    /**
     * Decodes once; empty if an escape is malformed or the bytes are not UTF-8. A plus sign is
     * itself.
     */
    static Optional<String> decode(String text) {
        if (text.indexOf('%') < 0) {
            return Optional.of(text);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '%') {
                bytes.write(c);
                continue;
            }
            int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), 16);
            if (low < 0) {
                return Optional.empty();
            }
            bytes.write(high * 16 + low);
            i += 2;
        }
        return utf8(bytes.toByteArray());
    }

    /** All values of one query parameter, in order. What cannot be decoded is kept as it stands. */
    static List<String> query(String rawQuery, String name) {
        List<String> values = new ArrayList<>();
        for (String pair : rawQuery.split("&", -1)) {
            int equals = pair.indexOf('=');
            String key = equals < 0 ? pair : pair.substring(0, equals);
            if (!pair.isEmpty() && lenient(key).equals(name)) {
                values.add(equals < 0 ? "" : lenient(pair.substring(equals + 1)));
            }
        }
        return List.copyOf(values);
    }

    private static String lenient(String text) {
        String blanks = text.replace('+', ' ');
        return decode(blanks).orElse(blanks);
    }

    private static Optional<String> utf8(byte[] bytes) {
        try {
            return Optional.of(
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
