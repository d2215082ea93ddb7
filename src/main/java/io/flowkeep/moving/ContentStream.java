package io.flowkeep.moving;

import io.flowkeep.files.FileContent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;

/** A file's content as a stream that is read piece by piece. One thread at a time. */
final class ContentStream extends InputStream {
    private static final int PIECE_BYTES = 256 * 1024;

    private final FileContent.Source source;
    private final long length;
    private long fetched;
    private byte[] piece = new byte[0];
    private int at;

    private ContentStream(FileContent.Source source, long length) {
        this.source = source;
        this.length = length;
    }

    /** The whole content; closing the stream closes it. */
    static InputStream of(FileContent content) {
        return switch (content) {
            case FileContent.InMemory(var bytes) -> new ByteArrayInputStream(bytes);
            case FileContent.Region(var file, var length) ->
                    new Bounded(Channels.newInputStream(file), length);
            case FileContent.Remote(var source, var length) -> new ContentStream(source, length);
        };
    }

    @Override
    public int read() throws IOException {
        return fill() ? piece[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] buffer, int offset, int count) throws IOException {
        if (count == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int taken = Math.min(count, piece.length - at);
        System.arraycopy(piece, at, buffer, offset, taken);
        at += taken;
        return taken;
    }

    private boolean fill() throws IOException {
        if (at == piece.length && fetched < length) {
            ByteArrayOutputStream next = new ByteArrayOutputStream(PIECE_BYTES);
            long count = Math.min(PIECE_BYTES, length - fetched);
            source.copy(fetched, count, next);
            fetched += count;
            piece = next.toByteArray();
            at = 0;
        }
        return at < piece.length;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }

    /** The first bytes of a file that may have grown since. */
    private static final class Bounded extends InputStream {
        private final InputStream in;
        private long left;

        Bounded(InputStream in, long length) {
            this.in = in;
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int count) throws IOException {
            if (left == 0) {
                return -1;
            }
            int taken = in.read(buffer, offset, (int) Math.min(count, left));
            left -= Math.max(0, taken);
            return taken;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
