package io.flowkeep.files;

import io.flowkeep.text.Utf8;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Other readings of a path: with backslashes as slashes, with escapes decoded again. None of them
 * is used as a name; they only show whether somebody down the line could be led out of the project.
 * Stateless.
 */
final class PathSpelling {
    /** More layers than any honest name has; bounds the work on a name made of escapes alone. */
    private static final int MAX_ROUNDS = 8;

    private PathSpelling() {}

    /** Tells whether any other reading of the path leaves its start. */
    static boolean escapesWhenReread(String sent) {
        String reading = sent;
        for (int round = 0; round <= MAX_ROUNDS; round++) {
            if (escapes(reading)
                    || (reading.indexOf('\\') >= 0 && escapes(reading.replace('\\', '/')))) {
                return true;
            }
            String decoded = decode(reading);
            if (decoded.equals(reading)) {
                return false;
            }
            reading = decoded;
        }
        // Still encoded after that many rounds: nothing but an attempt to hide.
        return true;
    }

    private static boolean escapes(String reading) {
        return reading.startsWith("/")
                || reading.indexOf('\0') >= 0
                || FilePath.normalise(reading).isEmpty();
    }

    /** Decodes the escapes once; what is not an escape stays as it is. */
    private static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] in = Utf8.bytes(text);
        ByteArrayOutputStream out = new ByteArrayOutputStream(in.length);
        for (int i = 0; i < in.length; i++) {
            if (in[i] == '%' && i + 2 < in.length && isHex(in[i + 1]) && isHex(in[i + 2])) {
                out.write(Character.digit(in[i + 1], 16) * 16 + Character.digit(in[i + 2], 16));
                i += 2;
            } else {
                out.write(in[i]);
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static boolean isHex(byte b) {
        return Character.digit(b, 16) >= 0;
    }
}
