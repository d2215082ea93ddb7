package io.flowkeep.storage.s3;

import io.flowkeep.files.FileVersion;
import java.util.Optional;

/** A short file that takes the place of another, in one request. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ReplacingBytes(WriteContext tools, String key, String change, byte[] bytes)
        implements StagedWrite {

    @Override
    public Optional<ObjectState> look() {
        return tools.bucket().look(key);
    }

    @Override
    public long sizeAfter(Optional<ObjectState> old) {
        return bytes.length;
    }

    @Override
    public boolean isInParts() {
        return false;
    }

    @Override
    public ChangeEnd<FileVersion> put(Optional<ObjectState> old, Condition condition) {
        return tools.attempts()
                .run(
                        "write " + key,
                        () ->
                                tools.written()
                                        .version(
                                                tools.bucket().put(key, bytes, change, condition),
                                                bytes.length));
    }

    @Override
    public void close() {}
}
