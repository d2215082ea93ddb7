package io.flowkeep.storage.s3;

import io.flowkeep.faults.StoreUnavailable;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Finds out which conditions a store honours, with objects of the server's own that are removed
 * afterwards. Every condition is asked from both sides: one that holds must be accepted, one that
 * does not must be refused. A store that refuses both is as useless as one that accepts both, and
 * the tag is tried without its quotes before a condition is considered unsupported. For one probe
 * on one thread.
 */
final class ConditionsProbe {
    private static final Logger LOG = LoggerFactory.getLogger(ConditionsProbe.class);
    private static final String NO_SUCH_TAG = "\"00000000000000000000000000000000\"";
    private static final byte[] CONTENT = {1};

    private final Bucket bucket;
    private final String name;
    private final String key;

    /**
     * Prepares to ask.
     *
     * @param name of the objects; used by nothing else
     */
    ConditionsProbe(Bucket bucket, String name) {
        this.bucket = bucket;
        this.name = name;
        this.key = AppendingObject.PASSING + name;
    }

    /** A change of an object that can be refused. */
    private interface Change {
        void make(String key, Condition condition);
    }

    private enum Answer {
        ACCEPTED,
        REFUSED,
        /** The store does not implement the request. */
        UNKNOWN
    }

    /**
     * Asks.
     *
     * @throws StoreUnavailable the store does not answer, or does not allow writing
     */
    HonouredConditions ask() {
        bucket.putOwn(key, CONTENT);
        WriteConditions puts = checks("-put", this::put);
        if (puts.absent() && !canBeMadeAnew(key + "-put")) {
            puts = new WriteConditions(false, puts.unchanged());
        }
        WriteConditions completions;
        try (Completion completion = new Completion()) {
            completions = checks("-parts", completion);
        }
        HonouredConditions honoured = new HonouredConditions(puts, completions, tags(this::delete));
        clear();
        return honoured;
    }

    private WriteConditions checks(String fresh, Change change) {
        boolean absent =
                answer(change, key, new Condition.Absent()) == Answer.REFUSED
                        && answer(change, key + fresh, new Condition.Absent()) == Answer.ACCEPTED;
        return new WriteConditions(absent, tags(change));
    }

    /** Where old versions are kept, a deleted object may be taken for one that is there. */
    private boolean canBeMadeAnew(String made) {
        bucket.deleteOwn(made);
        return answer(this::put, made, new Condition.Absent()) == Answer.ACCEPTED;
    }

    /** The first form in which the wrong tag is refused and the right one is not. */
    private TagQuoting tags(Change change) {
        if (TagQuoting.bare(tag()).isEmpty()) {
            return TagQuoting.NONE; // the store gives no tag
        }
        for (TagQuoting form : new TagQuoting[] {TagQuoting.QUOTED, TagQuoting.BARE}) {
            if (answer(change, key, form.unchanged(NO_SUCH_TAG)) == Answer.REFUSED
                    && answer(change, key, form.unchanged(tag())) == Answer.ACCEPTED) {
                return form;
            }
        }
        return TagQuoting.NONE;
    }

    /** The current tag; an object that was wrongly deleted is written again. */
    private String tag() {
        return bucket.look(key)
                .map(ObjectState::etag)
                .orElseGet(() -> {
                    bucket.putOwn(key, CONTENT);
                    return bucket.look(key).map(ObjectState::etag).orElse(NO_SUCH_TAG);
                });
    }

    private static Answer answer(Change change, String key, Condition condition) {
        try {
            change.make(key, condition);
            return Answer.ACCEPTED;
        } catch (SdkException e) {
            if (S3Errors.isOvertaken(e)) {
                return Answer.REFUSED;
            }
            if (S3Errors.isRefusal(e) || S3Errors.isNotImplemented(e)) {
                return Answer.UNKNOWN;
            }
            throw S3Errors.unavailable("find out which conditions are honoured", e);
        }
    }

    private void put(String target, Condition condition) {
        bucket.put(target, CONTENT, name, condition);
    }

    private void delete(String target, Condition condition) {
        bucket.delete(target, condition);
    }

    /** Completes an upload, the same one for as long as it is refused. */
    private final class Completion implements Change, AutoCloseable {
        private String begun = "";
        private Optional<MultipartUpload> upload = Optional.empty();

        @Override
        public void make(String target, Condition condition) {
            if (!begun.equals(target)) {
                close();
                MultipartUpload next = MultipartUpload.beginOwn(bucket, target, name);
                upload = Optional.of(next);
                next.add(CONTENT, CONTENT.length);
                begun = target;
            }
            upload.orElseThrow().complete(condition);
            begun = "";
        }

        @Override
        public void close() {
            upload.ifPresent(MultipartUpload::close);
            upload = Optional.empty();
        }
    }

    /** What is left behind is swept later. */
    private void clear() {
        try {
            for (String each : new String[] {key, key + "-put", key + "-parts"}) {
                bucket.deleteOwn(each);
            }
        } catch (StoreUnavailable e) {
            LOG.debug("objects of the probe are left to be swept", e);
        }
    }
}
