package io.flowkeep.files;

import java.io.IOException;
import java.io.InputStream;

/**
 * Content whose bytes are set aside in the quota before they reach the store. One change on one
 * thread only. Over quota is thrown, not returned, because the store stands between this and {@link
 * ProjectFiles}; it stays within this package.
 */
final class MeteredContent extends InputStream {
    private final InputStream content;
    private final UsageChange change;
    private long arrivedBytes;

    MeteredContent(InputStream content, UsageChange change) {
        this.content = content;
        this.change = change;
    }

    @Override
    public int read() throws IOException {
        int next = content.read();
        count(next < 0 ? 0 : 1);
        return next;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = content.read(target, offset, length);
        count(count);
        return count;
    }

    private void count(int more) {
        if (more > 0) {
            arrivedBytes += more;
            if (!change.cover(arrivedBytes)) {
                throw new QuotaReached();
            }
        }
    }

    /** The content is longer than the quota allows. */
    static final class QuotaReached extends RuntimeException {
        private static final long serialVersionUID = 1;

        QuotaReached() {
            super("over quota", null, false, false);
        }
    }
}
