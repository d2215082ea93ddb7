package io.flowkeep.storage.s3;

import io.flowkeep.faults.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * One change that is retried until no other change comes first. One thread.
 *
 * <p>A store that refuses it though nothing has changed between two looks does not check conditions
 * as it was thought to: it is probed again, and if that does not help, this change is made without
 * the condition. Each object carries the id of the change that made it, so the same object twice
 * means that nothing was in between. That a file is missing twice does not: others may have made
 * and deleted it. In that case only the result of the probe counts.
 */
final class ContestedChange {
    /**
     * This many refusals without a reason, with a pause before each look, are not caused by a stale
     * look.
     */
    private static final int VAIN_MOST = 2;

    private final Guards guards;
    private final Attempts attempts;
    private final InstantSource clock;
    private final String doing;
    private final Instant end;
    private int tries;
    private int inVain;
    private boolean isGuarded = true;

    /** Why it has to be tried again. */
    private Exception cause = new IllegalStateException("the object keeps changing");

    /** What was seen when the change was refused last. */
    private Refused refused = new Refused.Not();

    private sealed interface Refused {
        record Not() implements Refused {}

        record Seen(Optional<ObjectState> old, HonouredConditions honoured) implements Refused {}
    }

    /**
     * Begins.
     *
     * @param doing what, for the log
     * @param patience after that it is given up
     */
    ContestedChange(
            Guards guards,
            Attempts attempts,
            Duration patience,
            InstantSource clock,
            String doing) {
        this.guards = guards;
        this.attempts = attempts;
        this.clock = clock;
        this.doing = doing;
        this.end = clock.instant().plus(patience);
    }

    /** Which conditions the store is currently believed to check for this change. */
    HonouredConditions honoured() {
        return isGuarded ? guards.found() : HonouredConditions.NOTHING;
    }

    /**
     * Notes the result of a new look.
     *
     * @return true if the store is believed to check less than before, so that what was seen does
     *     not count: the path has to be held first
     * @throws StoreUnavailable the store has to be probed for its conditions and is unreachable
     */
    boolean looked(Optional<ObjectState> old) {
        if (!(refused instanceof Refused.Seen(var before, var believed))) {
            return false;
        }
        refused = new Refused.Not();
        inVain = before.equals(old) ? inVain + 1 : 0;
        if (inVain == 0) {
            return false;
        }
        if (old.isPresent() && inVain >= VAIN_MOST) {
            isGuarded = false;
            guards.complain(doing);
        } else {
            guards.doubt(believed);
        }
        return !honoured().equals(believed);
    }

    /**
     * Notes that the change was refused.
     *
     * @param refusal in the store's words
     * @param old what was seen before
     * @param honoured what the store was believed to check
     */
    void refused(SdkException refusal, Optional<ObjectState> old, HonouredConditions honoured) {
        cause = refusal;
        if (S3Errors.isCrossed(refusal)) {
            outrun();
        } else {
            refused = new Refused.Seen(old, honoured);
        }
    }

    /** Notes that another change has legitimately come first. */
    void outrun() {
        inVain = 0;
    }

    /**
     * Waits a little for the next try.
     *
     * @throws StoreUnavailable it has taken too long
     */
    void pause() {
        if (!clock.instant().isBefore(end) || Thread.currentThread().isInterrupted()) {
            throw S3Errors.overtaken(doing, cause);
        }
        tries++;
        attempts.pause(tries);
    }
}
