package io.flowkeep.storage.s3;

import io.flowkeep.files.FileVersion;
import java.util.Arrays;
import java.util.Optional;

/**
 * A few bytes for the end of a file. A short file comes over and goes back longer; a long one is
 * copied within the store, with the bytes as its last part. One thread at a time.
 */
final class AppendingBytes implements Draft {
    private final Tools tools;
    private final String key;
    private final String change;
    private final byte[] bytes;

    /** What is there, if it is short. */
    private byte[] old = new byte[0];

    AppendingBytes(Tools tools, String key, String change, byte[] bytes) {
        this.tools = tools;
        this.key = key;
        this.change = change;
        this.bytes = bytes;
    }

    @Override
    public String change() {
        return change;
    }

    @Override
    public Optional<ObjectState> look() {
        Bucket bucket = tools.bucket();
        return bucket.open(key, "")
                .map(body -> {
                    ObjectState state = ObjectState.of(body.response());
                    if (isLong(state)) {
                        Bucket.leave(body);
                    } else {
                        old = bucket.read(key, body);
                    }
                    return state;
                });
    }

    @Override
    public long sizeAfter(Optional<ObjectState> seen) {
        return seen.map(ObjectState::sizeBytes).orElse(0L) + bytes.length;
    }

    @Override
    public Ended<FileVersion> put(Optional<ObjectState> seen, Condition condition) {
        long size = sizeAfter(seen);
        if (seen.isPresent() && isLong(seen.get())) {
            return compose(seen.get(), size, condition);
        }
        byte[] whole = seen.isPresent() ? joined(old, bytes) : bytes;
        return tools.attempts()
                .run(
                        "append to " + key,
                        () ->
                                tools.written()
                                        .version(
                                                tools.bucket().put(key, whole, change, condition),
                                                size));
    }

    private Ended<FileVersion> compose(ObjectState seen, long size, Condition condition) {
        try (MultipartUpload upload = MultipartUpload.begin(tools.bucket(), key, change)) {
            for (Parts.Span span : Parts.spans(0, seen.sizeBytes())) {
                if (!upload.copy(key, seen.etag(), span)) {
                    return new Ended.Overtaken<>();
                }
            }
            if (bytes.length > 0) {
                upload.add(bytes, bytes.length);
            }
            return tools.attempts()
                    .run(
                            "append to " + key,
                            () -> tools.written().version(upload.complete(condition), size));
        }
    }

    @Override
    public void close() {}

    private static boolean isLong(ObjectState state) {
        return state.sizeBytes() >= Parts.BYTES;
    }

    private static byte[] joined(byte[] left, byte[] right) {
        byte[] both = Arrays.copyOf(left, left.length + right.length);
        System.arraycopy(right, 0, both, left.length, right.length);
        return both;
    }
}
