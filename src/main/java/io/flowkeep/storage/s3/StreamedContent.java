package io.flowkeep.storage.s3;

import io.flowkeep.files.FileContent;
import java.io.IOException;
import java.io.OutputStream;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * The bytes of an object as a stream from its start. Bytes further back or far ahead are fetched by
 * separate requests. One thread at a time.
 */
final class StreamedContent implements FileContent.Source {
    /** Up to this many bytes are read and dropped rather than fetched by a separate request. */
    private static final int SKIPPED_BYTES = 256 * 1024;

    private final ResponseInputStream<GetObjectResponse> body;
    private final RangedContent apart;
    private final long sizeBytes;
    private long position;
    private boolean closed;

    StreamedContent(
            ResponseInputStream<GetObjectResponse> body, RangedContent apart, long sizeBytes) {
        this.body = body;
        this.apart = apart;
        this.sizeBytes = sizeBytes;
    }

    @Override
    public void copy(long offset, long lengthBytes, OutputStream out) throws IOException {
        if (closed || offset < position || offset > position + SKIPPED_BYTES) {
            apart.copy(offset, lengthBytes, out);
            return;
        }
        try {
            body.skipNBytes(offset - position);
            RangedContent.pass(body, lengthBytes, out);
            position = offset + lengthBytes;
        } catch (SdkException e) {
            throw new IOException("could not read on in " + apart.key(), e);
        }
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            RangedContent.end(body, position == sizeBytes);
        }
    }
}
