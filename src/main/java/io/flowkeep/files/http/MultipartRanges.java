package io.flowkeep.files.http;

import io.flowkeep.files.FileContent;
import io.flowkeep.files.http.ByteRanges.ByteRange;
import io.flowkeep.http.Reply;
import io.flowkeep.text.Utf8;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;

/**
 * Several parts of a file as {@code multipart/byteranges} (RFC 9110, 14.6), made while they are
 * sent. One answer only; closes the content.
 */
final class MultipartRanges implements Reply.Writer {
    private static final int BUFFER_BYTES = 64 * 1024;
    private final FileContent content;
    private final List<ByteRange> ranges;
    private final long sizeBytes;
    private final String boundary;

    /**
     * Prepares the parts.
     *
     * @param boundary random, so that content holds it only by an unlikely accident
     */
    MultipartRanges(FileContent content, List<ByteRange> ranges, long sizeBytes, String boundary) {
        this.content = content;
        this.ranges = List.copyOf(ranges);
        this.sizeBytes = sizeBytes;
        this.boundary = boundary;
    }

    String mediaType() {
        return "multipart/byteranges; boundary=" + boundary;
    }

    /** Exactly what {@link #writeTo} will write. */
    long length() {
        long length = end().length;
        for (ByteRange range : ranges) {
            length += head(range).length + range.length() + 2;
        }
        return length;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        for (ByteRange range : ranges) {
            out.write(head(range));
            switch (content) {
                case FileContent.InMemory(byte[] bytes) ->
                        out.write(bytes, (int) range.first(), (int) range.length());
                case FileContent.Region(var file, _) -> copy(file, range, out);
                case FileContent.Remote(var source, _) ->
                        source.copy(range.first(), range.length(), out);
            }
            out.write('\r');
            out.write('\n');
        }
        out.write(end());
    }

    @Override
    public void close() throws IOException {
        content.close();
    }

    private static void copy(FileChannel file, ByteRange range, OutputStream out)
            throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        long position = range.first();
        while (position <= range.last()) {
            buffer.clear().limit((int) Math.min(BUFFER_BYTES, range.last() - position + 1));
            int count = file.read(buffer, position);
            if (count < 0) {
                throw new EOFException("the file ends before its range");
            }
            out.write(buffer.array(), 0, count);
            position += count;
        }
    }

    private byte[] head(ByteRange range) {
        return ascii(
                "--"
                        + boundary
                        + "\r\ncontent-type: "
                        + FileReplies.OCTETS
                        + "\r\ncontent-range: "
                        + range.header(sizeBytes)
                        + "\r\n\r\n");
    }

    private byte[] end() {
        return ascii("--" + boundary + "--\r\n");
    }

    private static byte[] ascii(String text) {
        return Utf8.bytes(text);
    }
}
