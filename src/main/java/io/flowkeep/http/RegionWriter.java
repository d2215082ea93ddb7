package io.flowkeep.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * Copies a part of a file to the client, for HTTP/2: its frames leave no room for the kernel's own
 * copying, and Vert.x 5.2.0 sends nothing when it is asked to with an open channel.
 */
record RegionWriter(Reply.Content.FileRegion region) implements Reply.Writer {
    private static final int CHUNK_BYTES = 64 * 1024;

    @Override
    public void writeTo(OutputStream out) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
        long position = region.offset();
        long end = region.offset() + region.length();
        while (position < end) {
            chunk.clear().limit(Math.toIntExact(Math.min(CHUNK_BYTES, end - position)));
            int read = region.file().read(chunk, position);
            if (read < 0) {
                throw new EOFException("the file became shorter while it was sent");
            }
            out.write(chunk.array(), 0, read);
            position += read;
        }
    }

    @Override
    public void close() throws IOException {
        region.file().close();
    }
}
