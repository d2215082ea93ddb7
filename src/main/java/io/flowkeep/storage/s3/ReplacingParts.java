package io.flowkeep.storage.s3;

import io.flowkeep.files.FileVersion;
import java.util.Optional;

/** A long file, all of whose parts are in the store, that takes the place of another. */
record ReplacingParts(WriteContext tools, String key, MultipartUpload upload, long sizeBytes)
        implements StagedWrite {

    @Override
    public String change() {
        return upload.change();
    }

    @Override
    public Optional<ObjectState> look() {
        return tools.bucket().look(key);
    }

    @Override
    public long sizeAfter(Optional<ObjectState> old) {
        return sizeBytes;
    }

    @Override
    public boolean isInParts() {
        return true;
    }

    @Override
    public ChangeEnd<FileVersion> put(Optional<ObjectState> old, Condition condition) {
        return tools.attempts()
                .run(
                        "write " + key,
                        () -> tools.written().version(upload.complete(condition), sizeBytes));
    }

    @Override
    public void close() {
        upload.close();
    }
}
