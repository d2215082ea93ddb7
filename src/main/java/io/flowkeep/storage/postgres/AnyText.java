package io.flowkeep.storage.postgres;

import io.flowkeep.text.Utf8;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.UUID;

/** Orders and keys of texts that may hold what PostgreSQL's cannot: lone surrogates. Stateless. */
final class AnyText {
    private static final int CONTINUATION = 0x80;
    private static final int SIX_BITS = 0x3f;

    private AnyText() {}

    /** UTF-8, with three bytes for a lone surrogate, so bytes are ordered as code points are. */
    static byte[] bytes(String text) {
        if (text.chars().noneMatch(c -> Character.isSurrogate((char) c))) {
            return Utf8.bytes(text);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length() * 2);
        text.codePoints().forEach(point -> write(bytes, point));
        return bytes.toByteArray();
    }

    private static void write(ByteArrayOutputStream bytes, int point) {
        if (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE) {
            bytes.writeBytes(Utf8.bytes(Character.toString(point)));
            return;
        }
        bytes.write(0xe0 | (point >> 12));
        bytes.write(CONTINUATION | ((point >> 6) & SIX_BITS));
        bytes.write(CONTINUATION | (point & SIX_BITS));
    }

    /** A key that replaces a text that is only compared; different texts have different keys. */
    static UUID key(String text) {
        return first128(sha256(text));
    }

    /** A key that replaces several texts in their order. */
    static UUID key(Collection<UUID> keys) {
        MessageDigest digest = sha256();
        keys.forEach(key -> digest.update(Utf8.bytes(key.toString())));
        return first128(digest.digest());
    }

    private static byte[] sha256(String text) {
        return sha256().digest(bytes(text));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static UUID first128(byte[] hash) {
        ByteBuffer bytes = ByteBuffer.wrap(hash);
        return new UUID(bytes.getLong(), bytes.getLong());
    }
}
