package io.flowkeep.storage.s3;

import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.storage.s3.S3Settings.Guarding;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Which conditions the store honours. Found out once, with an object of the server's own, as soon
 * as the store answers. Safe for concurrent use.
 */
final class Guards {
    private static final Logger LOG = LoggerFactory.getLogger(Guards.class);
    private static final String NO_SUCH_ETAG = "\"00000000000000000000000000000000\"";
    private static final byte[] CONTENT = {1};
    private static final int ID_BYTES = 16;

    private final Bucket bucket;
    private final Duration patience;
    private final RandomGenerator chance;
    private final ReentrantLock asking = new ReentrantLock();
    private final AtomicReference<Known> known;

    /**
     * Prepares to ask.
     *
     * @param guarding the store is asked only if that says so
     * @param patience to wait for somebody else who is asking
     */
    Guards(Bucket bucket, Guarding guarding, Duration patience, RandomGenerator chance) {
        this.bucket = bucket;
        this.patience = patience;
        this.chance = chance;
        this.known =
                new AtomicReference<>(
                        switch (guarding) {
                            case FOUND -> new Known.NotYet();
                            case ALWAYS -> new Known.Found(true, true, true);
                            case NEVER -> new Known.Found(false, false, false);
                        });
    }

    /** What is known of the store. */
    sealed interface Known {
        /** It has not answered yet. */
        record NotYet() implements Known {}

        /**
         * What it checks.
         *
         * @param writes on putting an object
         * @param completions on completing an upload in parts
         * @param deletions on deleting an object
         */
        record Found(boolean writes, boolean completions, boolean deletions) implements Known {
            boolean all() {
                return writes && completions && deletions;
            }
        }
    }

    /** True once the store was seen to check everything. */
    boolean areComplete() {
        return known.get() instanceof Known.Found found && found.all();
    }

    /**
     * What the store checks.
     *
     * @throws StoreUnavailable it does not answer, so it is not known yet
     */
    Known.Found found() {
        if (known.get() instanceof Known.Found found) {
            return found;
        }
        try {
            if (!asking.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw S3Errors.late(bucket.name());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw S3Errors.late(bucket.name());
        }
        try {
            if (known.get() instanceof Known.Found found) {
                return found;
            }
            Known.Found found = probe();
            tell(found);
            known.set(found);
            return found;
        } finally {
            asking.unlock();
        }
    }

    /** Asks the store if need be; that it does not answer is logged. */
    void ask() {
        try {
            Known.Found _ = found();
        } catch (StoreUnavailable e) {
            LOG.error("the bucket {} cannot be used yet: {}", bucket.name(), e.getMessage());
        }
    }

    private void tell(Known.Found found) {
        if (found.all()) {
            LOG.info("the bucket {} honours conditions: replicas may share it", bucket.name());
        } else {
            LOG.warn(
                    "the bucket {} does not honour all conditions: servers that do not share their"
                            + " usage may not share it, or changes made at the same time are lost"
                            + " ({})",
                    bucket.name(),
                    found);
        }
    }

    private Known.Found probe() {
        byte[] id = new byte[ID_BYTES];
        chance.nextBytes(id);
        String name = HexFormat.of().formatHex(id);
        String key = AppendingObject.PASSING + name;
        bucket.putOwn(key, CONTENT);
        Condition stale = new Condition.Unchanged(NO_SUCH_ETAG);
        boolean writes =
                isRefused(() -> bucket.put(key, CONTENT, name, new Condition.Absent()))
                        && isRefused(() -> bucket.put(key, CONTENT, name, stale));
        boolean completions = false;
        if (writes) {
            try (MultipartUpload upload = MultipartUpload.begin(bucket, key, name)) {
                upload.add(CONTENT, CONTENT.length);
                completions = isRefused(() -> upload.complete(stale));
            }
        }
        boolean deletions =
                isRefused(() -> {
                    bucket.delete(key, NO_SUCH_ETAG);
                    return key;
                });
        bucket.deleteOwn(key);
        return new Known.Found(writes, completions, deletions);
    }

    private static boolean isRefused(Supplier<?> change) {
        try {
            Object _ = change.get();
            return false;
        } catch (SdkException e) {
            if (S3Errors.isUnknownHeader(e)) {
                return false;
            }
            if (S3Errors.isOvertaken(e)) {
                return true;
            }
            throw S3Errors.unavailable("find out which conditions are honoured", e);
        }
    }
}
