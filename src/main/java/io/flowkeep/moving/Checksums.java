package io.flowkeep.moving;

import io.flowkeep.text.Utf8;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 as 64 hexadecimal digits. Stateless. */
final class Checksums {
    private static final int BUFFER_BYTES = 64 * 1024;

    private Checksums() {}

    static String of(String text) {
        return hex(sha256().digest(Utf8.bytes(text)));
    }

    /** Reads to the end. */
    static String of(InputStream content) throws IOException {
        return copy(content, OutputStream.nullOutputStream());
    }

    /** Copies to the end; gives the checksum of what was copied. */
    static String copy(InputStream content, OutputStream out) throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
            digest.update(buffer, 0, count);
            out.write(buffer, 0, count);
        }
        return hex(digest.digest());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    static String hex(byte[] digest) {
        return HexFormat.of().formatHex(digest);
    }
}
