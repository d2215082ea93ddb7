package io.flowkeep.text;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Percent-encoding, read and written. Its users differ in which characters they leave as they are,
 * and in how they treat a malformed escape. Stateless.
 */
public final class Percent {
    /** The characters that RFC 3986 never escapes, besides letters and digits. */
    public static final String UNRESERVED = "-._~";

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private Percent() {}

    /**
     * Decodes once, as JavaScript's {@code decodeURIComponent}; a plus sign is itself.
     *
     * @param text a request's, so that each other character is an octet
     * @return empty if an escape is malformed or the octets are not UTF-8
     */
    public static Optional<String> decode(String text) {
        if (text.indexOf('%') < 0) {
            return Optional.of(text);
        }
        ByteArrayOutputStream octets = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != '%') {
                octets.write(text.charAt(i));
            } else if (isEscape(text, i)) {
                octets.write(HexFormat.fromHexDigits(text, i + 1, i + 3));
                i += 2;
            } else {
                return Optional.empty();
            }
        }
        try {
            ByteBuffer encoded = ByteBuffer.wrap(octets.toByteArray());
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(encoded).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** A name or value of a query, with {@code +} for a blank; stays if it cannot be decoded. */
    public static String decodeQuery(String text) {
        String blanks = text.replace('+', ' ');
        return decode(blanks).orElse(blanks);
    }

    /** Whether each percent sign begins an escape. */
    public static boolean isWhole(String text) {
        for (int at = text.indexOf('%'); at >= 0; at = text.indexOf('%', at + 1)) {
            if (!isEscape(text, at)) {
                return false;
            }
        }
        return true;
    }

    /** Decodes what is an escape and leaves the rest; what is not UTF-8 becomes U+FFFD. */
    public static String decodeEscapes(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        ByteArrayOutputStream octets = new ByteArrayOutputStream(text.length());
        int copied = 0;
        for (int at = text.indexOf('%');
                at >= 0;
                at = text.indexOf('%', Math.max(copied, at + 1))) {
            if (isEscape(text, at)) {
                octets.writeBytes(Utf8.bytes(text.substring(copied, at)));
                octets.write(HexFormat.fromHexDigits(text, at + 1, at + 3));
                copied = at + 3;
            }
        }
        octets.writeBytes(Utf8.bytes(text.substring(copied)));
        return octets.toString(StandardCharsets.UTF_8);
    }

    /** Encodes all characters but ASCII letters, digits and the given ones. */
    public static String encode(String text, String signs) {
        StringBuilder encoded = new StringBuilder(text.length());
        for (byte octet : Utf8.bytes(text)) {
            append(encoded, octet, signs);
        }
        return encoded.toString();
    }

    /** As {@link #encode}, but existing escapes stay. */
    public static String mend(String text, String signs) {
        StringBuilder mended = new StringBuilder(text.length());
        int encoded = 0;
        for (int at = text.indexOf('%'); at >= 0; at = text.indexOf('%', at + 1)) {
            if (isEscape(text, at)) {
                mended.append(encode(text.substring(encoded, at), signs)).append('%');
                encoded = at + 1;
            }
        }
        return mended.append(encode(text.substring(encoded), signs)).toString();
    }

    private static void append(StringBuilder text, byte octet, String signs) {
        boolean ascii = octet >= 0;
        if (ascii && (Character.isLetterOrDigit(octet) || signs.indexOf(octet) >= 0)) {
            text.append((char) octet);
        } else {
            text.append('%').append(HEX.toHexDigits(octet));
        }
    }

    private static boolean isEscape(String text, int at) {
        return at + 2 < text.length()
                && HexFormat.isHexDigit(text.charAt(at + 1))
                && HexFormat.isHexDigit(text.charAt(at + 2));
    }
}
