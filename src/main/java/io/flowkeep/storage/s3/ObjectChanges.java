package io.flowkeep.storage.s3;

import io.flowkeep.faults.StoreFault;
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
import java.time.InstantSource;
import java.util.Optional;

/**
 * Carries out changes so that none is lost, on a store without locks.
 *
 * <p><b>Idea.</b> Look at the object, judge, and write on the condition that it is still the one
 * that was looked at; if it is not, look again. Within this process the changes of one object
 * follow each other, so only other processes can come in between. What the store cannot check is
 * left to that queue and to {@link Charge#hold}, which keeps other servers away if their usage is
 * shared; if it is not, only one process may use the bucket.
 *
 * <p><b>Failure modes.</b> A look that fails ends the change: nothing is ever written over an
 * object that could not be read. A write that fails without an answer is repeated as it is; if that
 * does not settle it, the object tells by the id it carries whether it is ours, and where that does
 * not help either, the outcome is unknown and stays so. A write that is refused although nothing
 * has changed is handled by {@link ContestedChange}.
 *
 * <p>Safe for concurrent use.
 */
final class ObjectChanges {
    private final Bucket bucket;
    private final ObjectQueues lanes;
    private final Attempts attempts;
    private final Guards guards;
    private final Duration patience;
    private final InstantSource clock;

    ObjectChanges(
            Bucket bucket,
            Attempts attempts,
            Guards guards,
            Duration patience,
            InstantSource clock) {
        this.bucket = bucket;
        this.lanes = new ObjectQueues(patience);
        this.attempts = attempts;
        this.guards = guards;
        this.patience = patience;
        this.clock = clock;
    }

    /** Puts a draft in place. */
    Saved save(String key, StagedWrite draft, Terms terms) {
        ContestedChange pursuit = pursuit("write " + key);
        Charge charge = terms.charge();
        try (ObjectQueues.Turn _ = lanes.enter(key)) {
            while (true) {
                if (!pursuit.honoured().writes()) {
                    charge.hold();
                }
                Optional<ObjectState> old = draft.look();
                if (!allows(terms, old)) {
                    return new PreconditionFailed();
                }
                if (pursuit.looked(old)) {
                    continue;
                }
                charge.signed(draft.change(), old.map(ObjectState::change).orElse(""));
                if (draft.prepare(old)) {
                    if (!take(charge, old, draft.sizeAfter(old))) {
                        return new Saved.OverQuota(charge.limitBytes());
                    }
                    Optional<FileVersion> version = put(key, draft, old, charge, pursuit);
                    if (version.isPresent()) {
                        return new Saved.Written(version.get());
                    }
                } else {
                    pursuit.outrun();
                }
                pursuit.pause();
            }
        }
    }

    /**
     * Deletes an object. That it is gone does not tell who deleted it, so the path is held first.
     */
    Removed delete(String key, Terms terms) {
        ContestedChange pursuit = pursuit("delete " + key);
        try (ObjectQueues.Turn _ = lanes.enter(key)) {
            while (true) {
                terms.charge().hold();
                Optional<ObjectState> old = bucket.look(key);
                if (!allows(terms, old)) {
                    return new PreconditionFailed();
                }
                if (old.isEmpty()) {
                    return new Missing();
                }
                if (!pursuit.looked(old)) {
                    if (remove(key, old.get(), terms.charge(), pursuit)) {
                        return new Removed.Gone();
                    }
                    pursuit.pause();
                }
            }
        }
    }

    private ContestedChange pursuit(String doing) {
        return new ContestedChange(guards, attempts, patience, clock, doing);
    }

    /** The new version; empty if another change came first. The charge is taken back then. */
    private Optional<FileVersion> put(
            String key,
            StagedWrite draft,
            Optional<ObjectState> old,
            Charge charge,
            ContestedChange pursuit) {
        HonouredConditions honoured = pursuit.honoured();
        Condition condition = honoured.saving(draft.isInParts()).since(old);
        boolean takeBack = true;
        try {
            Optional<FileVersion> version =
                    switch (draft.put(old, condition)) {
                        case ChangeEnd.Done<FileVersion>(var made) -> Optional.of(made);
                        case ChangeEnd.Overtaken<FileVersion>(var refusal) -> {
                            pursuit.refused(refusal, old, honoured);
                            yield Optional.empty();
                        }
                        case ChangeEnd.Unclear<FileVersion> unclear ->
                                Optional.of(settled(key, draft.change(), old, unclear));
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
    private FileVersion settled(
            String key,
            String change,
            Optional<ObjectState> old,
            ChangeEnd.Unclear<FileVersion> unclear) {
        Optional<ObjectState> now = lookAgain(key, "write " + key);
        if (now.isPresent() && now.get().change().equals(change)) {
            return now.get().version();
        }
        throw unsettled("write " + key, now.equals(old), unclear);
    }

    /** False if another change came first. The charge is taken back then. */
    private boolean remove(String key, ObjectState old, Charge charge, ContestedChange pursuit) {
        HonouredConditions honoured = pursuit.honoured();
        charge.signed("", old.change());
        charge.removing(old.sizeBytes());
        boolean takeBack = true;
        try {
            boolean gone =
                    switch (delete(key, honoured.deletions().unchanged(old.etag()))) {
                        case ChangeEnd.Done<Boolean> _ -> true;
                        case ChangeEnd.Overtaken<Boolean>(var refusal) -> {
                            pursuit.refused(refusal, Optional.of(old), honoured);
                            yield false;
                        }
                        case ChangeEnd.Unclear<Boolean> unclear -> isGone(key, old, unclear);
                    };
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

    private ChangeEnd<Boolean> delete(String key, Condition condition) {
        return attempts.run(
                "delete " + key,
                () -> {
                    bucket.delete(key, condition);
                    return true;
                });
    }

    private boolean isGone(String key, ObjectState old, ChangeEnd.Unclear<Boolean> unclear) {
        Optional<ObjectState> now = lookAgain(key, "delete " + key);
        if (now.isEmpty()) {
            return true;
        }
        throw unsettled("delete " + key, now.get().equals(old), unclear);
    }

    private Optional<ObjectState> lookAgain(String key, String doing) {
        try {
            return bucket.look(key);
        } catch (StoreUnavailable e) {
            throw S3Errors.unknown(doing, e);
        }
    }

    /** If the object is as it was and no attempt can still take effect, it was not changed. */
    private static StoreFault unsettled(
            String doing, boolean isAsItWas, ChangeEnd.Unclear<?> unclear) {
        return isAsItWas && !unclear.mayCome()
                ? S3Errors.unavailable(doing, unclear.cause())
                : S3Errors.unknown(doing, unclear.cause());
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
