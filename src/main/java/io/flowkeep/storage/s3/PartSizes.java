package io.flowkeep.storage.s3;

import java.util.ArrayList;
import java.util.List;

/** The sizes of the parts in which large files are transferred. */
final class PartSizes {
    /** What is kept in memory of an upload; up to this long it is sent in one request. */
    static final int BYTES = 8 << 20;

    /** S3's own limit for a part that is not the last. */
    static final int LEAST_BYTES = 5 << 20;

    /** S3's own limit; with {@link #BYTES} that makes 78 GiB for one upload. */
    static final int MOST = 10_000;

    /** What is copied within the store in one request; S3's own limit is 5 GiB. */
    private static final long COPY_BYTES = 128L << 20;

    private PartSizes() {}

    /** A run of bytes, both ends included. */
    record Span(long first, long last) {
        String header() {
            return "bytes=" + first + "-" + last;
        }
    }

    /** Spans of about equal length, so that none is too short to be followed by another. */
    static List<Span> spans(long first, long end) {
        long length = end - first;
        long count = Math.max(1, Math.ceilDiv(length, copyBytes(length)));
        List<Span> spans = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            long from = first + length * i / count;
            long to = first + length * (i + 1) / count;
            if (to > from) {
                spans.add(new Span(from, to - 1));
            }
        }
        return spans;
    }

    /** Larger for files of terabytes, so that half of all parts is enough. */
    private static long copyBytes(long length) {
        return Math.max(COPY_BYTES, Math.ceilDiv(length, MOST / 2));
    }
}
