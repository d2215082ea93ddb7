package io.flowkeep.storage.s3;

import io.flowkeep.files.FileVersion;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Many bytes for the end of a file, kept in an object of their own until the append, so that they
 * can be put behind the file's latest state. One thread at a time.
 */
final class AppendingObject implements StagedWrite {
    private static final Logger LOG = LoggerFactory.getLogger(AppendingObject.class);

    /** The prefix of such objects; {@link Leftovers} removes what a crash leaves. */
    static final String PASSING = ObjectKeys.OWN + "tmp/";

    private final WriteContext tools;
    private final String key;
    private final String change;
    private final String passing;
    private final ObjectState arrived;

    /** What is there with the new bytes behind it. */
    private Optional<MultipartUpload> upload = Optional.empty();

    AppendingObject(
            WriteContext tools, String key, String change, String passing, ObjectState arrived) {
        this.tools = tools;
        this.key = key;
        this.change = change;
        this.passing = passing;
        this.arrived = arrived;
    }

    @Override
    public String change() {
        return change;
    }

    @Override
    public Optional<ObjectState> look() {
        return tools.bucket().look(key);
    }

    @Override
    public long sizeAfter(Optional<ObjectState> old) {
        return old.map(ObjectState::sizeBytes).orElse(0L) + arrived.sizeBytes();
    }

    @Override
    public boolean prepare(Optional<ObjectState> old) {
        giveUp();
        MultipartUpload longer = MultipartUpload.begin(tools.bucket(), key, change);
        upload = Optional.of(longer);
        return addOld(longer, old);
    }

    @Override
    public boolean isInParts() {
        return true;
    }

    @Override
    public ChangeEnd<FileVersion> put(Optional<ObjectState> old, Condition condition) {
        MultipartUpload prepared = upload.orElseThrow();
        return tools.attempts()
                .run(
                        "append to " + key,
                        () ->
                                tools.written()
                                        .version(prepared.complete(condition), sizeAfter(old)));
    }

    /** The old bytes and the new ones; false if the old ones have changed meanwhile. */
    private boolean addOld(MultipartUpload longer, Optional<ObjectState> old) {
        long oldBytes = old.map(ObjectState::sizeBytes).orElse(0L);
        if (oldBytes == 0) {
            return longer.copy(passing, arrived, 0);
        }
        if (oldBytes >= PartSizes.LEAST_BYTES) {
            return longer.copy(key, old.get(), 0) && longer.copy(passing, arrived, 0);
        }
        // too short for a part of its own: it is sent together with the first new bytes
        Optional<byte[]> first = oldBytes(old.get());
        if (first.isEmpty()) {
            return false;
        }
        byte[] next = bytes(passing, new PartSizes.Span(0, PartSizes.BYTES - 1).header());
        ByteArrayOutputStream part = new ByteArrayOutputStream(first.get().length + next.length);
        part.writeBytes(first.get());
        part.writeBytes(next);
        longer.add(part.toByteArray(), part.size());
        return longer.copy(passing, arrived, PartSizes.BYTES);
    }

    /** The bytes of the very object that was looked at, if it is still there. */
    private Optional<byte[]> oldBytes(ObjectState old) {
        return tools.bucket()
                .open(key, "bytes=0-")
                .flatMap(body -> {
                    if (!ObjectState.of(body.response()).equals(old)) {
                        Bucket.leave(body);
                        return Optional.empty();
                    }
                    return Optional.of(tools.bucket().read(key, body));
                });
    }

    private byte[] bytes(String from, String range) {
        Bucket bucket = tools.bucket();
        return bucket.open(from, range)
                .map(body -> bucket.read(from, body))
                .orElseGet(() -> new byte[0]);
    }

    @Override
    public void close() {
        giveUp();
        try {
            tools.bucket().deleteOwn(passing);
        } catch (RuntimeException e) {
            LOG.warn("{} is left to be swept: {}", passing, e.getMessage());
        }
    }

    private void giveUp() {
        upload.ifPresent(MultipartUpload::close);
        upload = Optional.empty();
    }
}
