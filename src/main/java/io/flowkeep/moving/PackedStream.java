package io.flowkeep.moving;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.util.HexFormat;

/** Tells a packed file by how it begins. Stateless. */
final class PackedStream {
    private static final int LONGEST = 4;

    private PackedStream() {}

    /**
     * Looks at the first bytes and leaves them there.
     *
     * @throws IOException it is packed; says how to unpack it
     */
    static void requireNone(BufferedInputStream in) throws IOException {
        in.mark(LONGEST);
        String first = HexFormat.of().formatHex(in.readNBytes(LONGEST));
        in.reset();
        if (first.startsWith("1f8b")) {
            throw packed("gzip");
        } else if (first.startsWith("28b52ffd")) {
            throw packed("zstd");
        } else if (first.startsWith("425a68")) {
            throw packed("bzip2");
        } else if (first.startsWith("fd377a58")) {
            throw packed("xz");
        }
    }

    private static IOException packed(String program) {
        return new IOException(
                "the tar is packed by %s; unpack it on the way: %s -dc FILE | ./flowkeep import files --from -"
                        .formatted(program, program));
    }
}
