package io.flowkeep.moving;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads a stream line by line and keeps count. For one thread. */
final class Lines implements AutoCloseable {
    /** Longer lines are read over; a sixth of the usual heap. */
    static final int MAX_BYTES = 40 << 20;

    private static final int BUFFER_BYTES = 256 * 1024;

    /** Some programs begin a text with it; it is not part of the first line. */
    private static final String BYTE_ORDER_MARK = "\ufeff";

    private final InputStream in;
    private long count;
    private long bytes;

    Lines(InputStream in) {
        this.in = new BufferedInputStream(in, BUFFER_BYTES);
    }

    /** One line without its end. */
    sealed interface Line {
        /** Its text. */
        record Text(String text) implements Line {}

        /** It cannot be used. */
        record Unusable(String reason) implements Line {}
    }

    /** The next line; empty at the end. */
    Optional<Line> next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        long length = 0;
        int each = in.read();
        if (each < 0) {
            return Optional.empty();
        }
        while (each >= 0 && each != '\n') {
            length++;
            if (length <= MAX_BYTES) {
                line.write(each);
            }
            each = in.read();
        }
        count++;
        bytes += length + 1;
        if (length > MAX_BYTES) {
            return Optional.of(
                    new Line.Unusable("the line is longer than " + (MAX_BYTES >> 20) + " MiB"));
        }
        return Optional.of(decoded(line.toByteArray()));
    }

    private Line decoded(byte[] line) {
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
            boolean marked = count == 1 && text.startsWith(BYTE_ORDER_MARK);
            return new Line.Text(marked ? text.substring(1) : text);
        } catch (CharacterCodingException _) {
            return new Line.Unusable("the line is not UTF-8");
        }
    }

    /** How many lines have been read. */
    long count() {
        return count;
    }

    /** How many bytes have been read. */
    long bytes() {
        return bytes;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
