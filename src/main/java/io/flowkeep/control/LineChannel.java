package io.flowkeep.control;

import io.flowkeep.text.Utf8;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** Lines of UTF-8 over a socket. For one thread at a time. */
final class LineChannel {
    private static final int PIECE_BYTES = 8 * 1024;

    private final SocketChannel channel;
    private final ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES).limit(0);

    LineChannel(SocketChannel channel) {
        this.channel = channel;
    }

    /** A line that is longer than it may be. */
    static final class TooLong extends IOException {
        private static final long serialVersionUID = 1;

        TooLong(int maxBytes) {
            super("a line is longer than " + maxBytes + " bytes");
        }
    }

    /**
     * The next line, without its end.
     *
     * @throws TooLong if it is longer than it may be
     * @throws EOFException if the other side has closed before the end of a line
     */
    String read(int maxBytes) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            while (piece.hasRemaining()) {
                byte next = piece.get();
                if (next == '\n') {
                    return line.toString(StandardCharsets.UTF_8);
                }
                if (line.size() == maxBytes) {
                    throw new TooLong(maxBytes);
                }
                line.write(next);
            }
            piece.clear();
            int read = channel.read(piece);
            piece.flip();
            if (read < 0) {
                throw new EOFException("the other side has closed");
            }
        }
    }

    /** Writes a line with its end. */
    void write(String line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Utf8.bytes(line + "\n"));
        while (bytes.hasRemaining()) {
            int _ = channel.write(bytes);
        }
    }
}
