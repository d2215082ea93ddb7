package io.flowkeep.storage.s3;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Tries a change that readers can see. The SDK does not repeat these, since the meaning of a
 * refusal depends on the possible outcomes of the attempts before it. Safe for concurrent use if
 * the random source is.
 */
final class Attempts {
    private static final int MOST = 3;
    private static final int FIRST_PAUSE_MILLIS = 100;
    private static final int LONGEST_PAUSE_MILLIS = 800;

    private final Duration patience;
    private final InstantSource clock;
    private final RandomGenerator chance;

    /**
     * Prepares for any number of changes.
     *
     * @param patience after this nothing is tried again
     */
    Attempts(Duration patience, InstantSource clock, RandomGenerator chance) {
        this.patience = patience;
        this.clock = clock;
        this.chance = chance;
    }

    /**
     * Sends one request up to three times.
     *
     * @param request the same each time, so that carrying it out twice has the effect of once
     * @throws io.flowkeep.faults.StoreUnavailable nothing was done
     */
    <T> ChangeEnd<T> run(String doing, Supplier<T> request) {
        Instant end = clock.instant().plus(patience);
        Optional<SdkException> doubt = Optional.empty();
        boolean mayCome = false;
        for (int tries = 1; ; tries++) {
            try {
                return new ChangeEnd.Done<>(request.get());
            } catch (SdkException e) {
                boolean refused = S3Errors.isRefusal(e);
                if (!refused && !S3Errors.isUnsent(e)) {
                    doubt = Optional.of(e);
                    mayCome |= !S3Errors.isAnswered(e);
                }
                if (refused || tries == MOST || isOver(end)) {
                    if (doubt.isPresent()) {
                        return new ChangeEnd.Unclear<>(doubt.get(), mayCome);
                    }
                    if (S3Errors.isOvertaken(e)) {
                        return new ChangeEnd.Overtaken<>(e);
                    }
                    throw S3Errors.unavailable(doing, e);
                }
            }
            pause(tries);
        }
    }

    private boolean isOver(Instant end) {
        return !clock.instant().isBefore(end) || Thread.currentThread().isInterrupted();
    }

    /** Waits a short random time, longer with each try; not when interrupted. */
    void pause(int tries) {
        long most =
                Math.min(
                        (long) FIRST_PAUSE_MILLIS << Math.min(tries - 1, 10), LONGEST_PAUSE_MILLIS);
        try {
            Thread.sleep(Duration.ofMillis(chance.nextLong(most) + 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
