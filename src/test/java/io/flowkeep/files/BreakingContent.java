package io.flowkeep.files;

import java.io.IOException;
import java.io.InputStream;

/** Content that fails after some bytes. */
public final class BreakingContent extends InputStream {
    private final Exception end;
    private int left;

    /** Gives this many bytes, then throws an IOException or a RuntimeException. */
    public BreakingContent(int bytes, Exception end) {
        this.left = bytes;
        this.end = end;
    }

    @Override
    public int read() throws IOException {
        if (left-- > 0) {
            return 'x';
        }
        if (end instanceof IOException broken) {
            throw broken;
        }
        throw (RuntimeException) end;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        target[offset] = (byte) read();
        return 1;
    }
}
