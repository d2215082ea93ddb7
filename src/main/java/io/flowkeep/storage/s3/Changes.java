package io.flowkeep.storage.s3;

import io.flowkeep.faults.StoreOutcomeUnknown;
import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.files.Charge;
import io.flowkeep.files.FileVersion;
import io.flowkeep.files.Missing;
import io.flowkeep.files.PreconditionFailed;
import io.flowkeep.files.Removed;
import io.flowkeep.files.Saved;
import io.flowkeep.files.Terms;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Carries changes out so that none is lost, on a store that has nothing to lock.
 *
 * <p><b>Idea.</b> Look at the object, judge, and write on the condition that it is still the one
 * that was looked at; if it is not, look again. Within this process the changes of one object
 * follow each other, so only other processes can come in between. What the store cannot check is
 * left to that queue and to {@link Charge#hold}, which keeps other servers away if their usage is
 * shared; if it is not, only one process may use the bucket.
 *
 * <p><b>Failure modes.</b> A look that fails ends the change: nothing is ever written over an
 * object that could not be read. A write that fails without an answer is repeated as it is; if the
 * repetition is refused, the object tells by the id it carries whether it is ours, and where that
 * does not settle it, the outcome is unknown and stays so.
 *
 * <p>Safe for concurrent use.
 */
final class Changes {
    private final Bucket bucket;
    private final Lanes lanes;
    private final Attempts attempts;
    private final Guards guards;
    private final Duration patience;
    private final InstantSource clock;

    Changes(
            Bucket bucket,
            Attempts attempts,
            Guards guards,
            Duration patience,
            InstantSource clock) {
        this.bucket = bucket;
        this.lanes = new Lanes(patience);
        this.attempts = attempts;
        this.guards = guards;
        this.patience = patience;
        this.clock = clock;
    }

    /** Puts a draft in place. */
    Saved save(String key, Draft draft, Terms terms) {
        Guards.Known.Found found = guards.found();
        Charge charge = terms.charge();
        try (Lanes.Turn _ = lanes.enter(key)) {
            Instant end = clock.instant().plus(patience);
            for (int tries = 1; ; tries++) {
                if (!(found.writes() && found.completions())) {
                    charge.hold();
                }
                Optional<ObjectState> old = draft.look();
                if (!allows(terms, old)) {
                    return new PreconditionFailed();
                }
                charge.signed(draft.change(), old.map(ObjectState::change).orElse(""));
                if (draft.prepare(old)) {
                    if (!take(charge, old, draft.sizeAfter(old))) {
                        return new Saved.OverQuota(charge.limitBytes());
                    }
                    Condition condition =
                            found.writes() ? Condition.since(old) : new Condition.None();
                    Optional<FileVersion> version = put(draft, old, condition, key, charge);
                    if (version.isPresent()) {
                        return new Saved.Written(version.get());
                    }
                }
                waitForNext(tries, end, "write " + key);
            }
        }
    }

    /**
     * Deletes an object. That it is gone does not tell who deleted it, so the path is held first.
     */
    Removed delete(String key, Terms terms) {
        boolean guarded = guards.found().deletions();
        try (Lanes.Turn _ = lanes.enter(key)) {
            Instant end = clock.instant().plus(patience);
            for (int tries = 1; ; tries++) {
                terms.charge().hold();
                Optional<ObjectState> old = bucket.look(key);
                if (!allows(terms, old)) {
                    return new PreconditionFailed();
                }
                if (old.isEmpty()) {
                    return new Missing();
                }
                if (remove(key, guarded, old.get(), terms.charge())) {
                    return new Removed.Gone();
                }
                waitForNext(tries, end, "delete " + key);
            }
        }
    }

    /** The new version; empty if another change came first. The charge is taken back then. */
    private Optional<FileVersion> put(
            Draft draft,
            Optional<ObjectState> old,
            Condition condition,
            String key,
            Charge charge) {
        boolean takeBack = true;
        try {
            Optional<FileVersion> version =
                    switch (draft.put(old, condition)) {
                        case Ended.Done<FileVersion>(var made) -> Optional.of(made);
                        case Ended.Overtaken<FileVersion> _ -> Optional.empty();
                        case Ended.Contested<FileVersion>(var refusal) ->
                                Optional.of(settled(key, draft.change(), refusal));
                    };
            if (version.isPresent()) {
                takeBack = false;
                charge.done();
            }
            return version;
        } catch (StoreOutcomeUnknown e) {
            takeBack = false;
            throw e;
        } finally {
            if (takeBack) {
                charge.undo();
            }
        }
    }

    /** The object if it carries the change's id; then an attempt had been done after all. */
    private FileVersion settled(String key, String change, SdkException refusal) {
        try {
            return bucket.look(key)
                    .filter(state -> state.change().equals(change))
                    .map(ObjectState::version)
                    .orElseThrow(() -> S3Errors.unknown("write " + key, refusal));
        } catch (StoreUnavailable e) {
            throw S3Errors.unknown("write " + key, e);
        }
    }

    /** False if another change came first. The charge is taken back then. */
    private boolean remove(String key, boolean guarded, ObjectState old, Charge charge) {
        charge.signed("", old.change());
        charge.removing(old.sizeBytes());
        boolean takeBack = true;
        try {
            boolean gone = remove(key, guarded ? old.etag() : "");
            if (gone) {
                takeBack = false;
                charge.removed(old.sizeBytes());
            }
            return gone;
        } catch (StoreOutcomeUnknown e) {
            takeBack = false;
            throw e;
        } finally {
            if (takeBack) {
                charge.undo();
            }
        }
    }

    private boolean remove(String key, String etag) {
        Ended<Boolean> ended =
                attempts.run(
                        "delete " + key,
                        () -> {
                            bucket.delete(key, etag);
                            return true;
                        });
        return switch (ended) {
            case Ended.Done<Boolean> _ -> true;
            case Ended.Overtaken<Boolean> _ -> false;
            case Ended.Contested<Boolean>(var refusal) -> {
                if (!isGone(key, refusal)) {
                    throw S3Errors.unknown("delete " + key, refusal);
                }
                yield true;
            }
        };
    }

    private boolean isGone(String key, SdkException refusal) {
        try {
            return bucket.look(key).isEmpty();
        } catch (StoreUnavailable e) {
            throw S3Errors.unknown("delete " + key, refusal);
        }
    }

    /** Gives up if it has taken too long. */
    private void waitForNext(int tries, Instant end, String doing) {
        if (!clock.instant().isBefore(end) || Thread.currentThread().isInterrupted()) {
            throw S3Errors.overtaken(doing);
        }
        attempts.pause(tries);
    }

    private static boolean allows(Terms terms, Optional<ObjectState> old) {
        return old.map(state -> terms.precondition().allows(state.version()))
                .orElseGet(terms.precondition()::allowsMissing);
    }

    private static boolean take(Charge charge, Optional<ObjectState> old, long newBytes) {
        return old.isPresent()
                ? charge.change(old.get().sizeBytes(), newBytes)
                : charge.create(newBytes);
    }
}
