package io.flowkeep.storage.s3;

import io.flowkeep.files.FileVersion;
import java.util.Arrays;
import java.util.Optional;

/**
 * A few bytes for the end of a file. A short file is downloaded and uploaded longer; a long one is
 * copied within the store, with the bytes as its last part. One thread at a time.
 */
final class AppendingBytes implements StagedWrite {
    private final WriteContext tools;
    private final String key;
    private final String change;
    private final byte[] bytes;

    /** What is there, if it is short. */
    private byte[] old = new byte[0];

    /** What is there with the bytes behind it, if it is long. */
    private Optional<MultipartUpload> upload = Optional.empty();

    AppendingBytes(WriteContext tools, String key, String change, byte[] bytes) {
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
    public boolean prepare(Optional<ObjectState> seen) {
        close();
        if (seen.isEmpty() || !isLong(seen.get())) {
            return true;
        }
        MultipartUpload longer = MultipartUpload.begin(tools.bucket(), key, change);
        upload = Optional.of(longer);
        if (!longer.copy(key, seen.get(), 0)) {
            return false;
        }
        if (bytes.length > 0) {
            longer.add(bytes, bytes.length);
        }
        return true;
    }

    @Override
    public boolean isInParts() {
        return upload.isPresent();
    }

    @Override
    public ChangeEnd<FileVersion> put(Optional<ObjectState> seen, Condition condition) {
        long size = sizeAfter(seen);
        return tools.attempts().run("append to " + key, () -> put(seen, condition, size));
    }

    private FileVersion put(Optional<ObjectState> seen, Condition condition, long size) {
        if (upload.isPresent()) {
            return tools.written().version(upload.get().complete(condition), size);
        }
        byte[] whole = seen.isPresent() ? joined(old, bytes) : bytes;
        return tools.written().version(tools.bucket().put(key, whole, change, condition), size);
    }

    @Override
    public void close() {
        upload.ifPresent(MultipartUpload::close);
        upload = Optional.empty();
    }

    private static boolean isLong(ObjectState state) {
        return state.sizeBytes() >= PartSizes.BYTES;
    }

    private static byte[] joined(byte[] left, byte[] right) {
        byte[] both = Arrays.copyOf(left, left.length + right.length);
        System.arraycopy(right, 0, both, left.length, right.length);
        return both;
    }
}
