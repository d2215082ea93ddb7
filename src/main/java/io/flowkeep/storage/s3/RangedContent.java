package io.flowkeep.storage.s3;

import io.flowkeep.files.FileContent;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * The bytes of an object that was looked at, each part fetched when it is asked for. If the object
 * is not the same any more, reading fails. Safe for concurrent use.
 *
 * @param start the first bytes, if they came with the look
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record RangedContent(Bucket bucket, String key, String etag, byte[] start)
        implements FileContent.Source {
    private static final int BUFFER_BYTES = 64 * 1024;

    @Override
    public void copy(long offset, long lengthBytes, OutputStream out) throws IOException {
        if (lengthBytes == 0) {
            return;
        }
        if (offset + lengthBytes <= start.length) {
            out.write(start, (int) offset, (int) lengthBytes);
            return;
        }
        String range = new PartSizes.Span(offset, offset + lengthBytes - 1).header();
        try {
            ResponseInputStream<GetObjectResponse> body = bucket.range(key, range);
            boolean whole = false;
            try {
                if (!TagQuoting.bare(ObjectState.etag(body.response()))
                        .equals(TagQuoting.bare(etag))) {
                    throw new IOException(key + " has changed meanwhile");
                }
                if (body.response().contentLength() != lengthBytes) {
                    throw new IOException("the store sends another range of " + key);
                }
                pass(body, lengthBytes, out);
                whole = true;
            } finally {
                end(body, whole);
            }
        } catch (SdkException e) {
            throw new IOException("could not read on in " + key, e);
        }
    }

    /** Copies exactly so many bytes. */
    static void pass(InputStream in, long lengthBytes, OutputStream out) throws IOException {
        byte[] buffer = new byte[(int) Math.min(BUFFER_BYTES, lengthBytes)];
        long left = lengthBytes;
        while (left > 0) {
            int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (count < 0) {
                throw new EOFException("the store broke off");
            }
            out.write(buffer, 0, count);
            left -= count;
        }
    }

    /** Keeps the connection only if nothing is left on it. */
    static void end(ResponseInputStream<GetObjectResponse> body, boolean whole) throws IOException {
        if (whole) {
            body.close();
        } else {
            body.abort();
        }
    }

    @Override
    public void close() {}
}
