package io.flowkeep.storage.s3;

import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.storage.s3.S3Settings.Guarding;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which conditions the store honours. Determined by a {@link ConditionsProbe} as soon as the store
 * answers, and again when a write contradicts the result. Safe for concurrent use.
 */
final class Guards {
    private static final Logger LOG = LoggerFactory.getLogger(Guards.class);
    private static final int ID_BYTES = 16;

    /** The pause between two probes that writes ask for, and between two warnings. */
    private static final Duration REST = Duration.ofMinutes(1);

    private final Bucket bucket;
    private final Duration patience;
    private final InstantSource clock;
    private final RandomGenerator chance;
    private final ReentrantLock asking = new ReentrantLock();
    private final AtomicReference<Known> known;
    private final AtomicReference<Instant> doubted = new AtomicReference<>(Instant.MIN);
    private final AtomicReference<Instant> complained = new AtomicReference<>(Instant.MIN);

    /**
     * Prepares the probe.
     *
     * @param guarding the store is asked only if that says so
     * @param patience how long to wait for another thread's probe
     */
    Guards(
            Bucket bucket,
            Guarding guarding,
            Duration patience,
            InstantSource clock,
            RandomGenerator chance) {
        this.bucket = bucket;
        this.patience = patience;
        this.clock = clock;
        this.chance = chance;
        this.known =
                new AtomicReference<>(
                        switch (guarding) {
                            case FOUND -> new Known.NotYet();
                            case ALWAYS -> new Known.Found(HonouredConditions.ALL);
                            case NEVER -> new Known.Found(HonouredConditions.NOTHING);
                        });
    }

    /** What is known of the store. */
    private sealed interface Known {
        /** It has not answered yet. */
        record NotYet() implements Known {}

        /** It has. */
        record Found(HonouredConditions honoured) implements Known {}
    }

    /** True once the store is known to check everything. */
    boolean areComplete() {
        return known.get() instanceof Known.Found(var honoured) && honoured.all();
    }

    /**
     * What the store checks.
     *
     * @throws StoreUnavailable it does not answer, so it is not known yet
     */
    HonouredConditions found() {
        if (known.get() instanceof Known.Found(var honoured)) {
            return honoured;
        }
        enter();
        try {
            return known.get() instanceof Known.Found(var honoured) ? honoured : probe();
        } finally {
            asking.unlock();
        }
    }

    /** Probes the store if that is needed; a missing answer is logged. */
    void ask() {
        try {
            HonouredConditions _ = found();
        } catch (StoreUnavailable e) {
            LOG.error("the bucket {} cannot be used yet: {}", bucket.name(), e.getMessage());
        }
    }

    /**
     * Probes the store again, since it has refused a condition that held; once a minute at most.
     *
     * @param believed what was thought of the store then
     * @throws StoreUnavailable it does not answer
     */
    void doubt(HonouredConditions believed) {
        enter();
        try {
            boolean stillBelieved =
                    known.get() instanceof Known.Found(var now) && now.equals(believed);
            if (stillBelieved && isDue(doubted)) {
                LOG.info(
                        "the bucket {} has refused a change though its object looks as it was: its"
                                + " conditions are tried anew",
                        bucket.name());
                HonouredConditions _ = probe();
            }
        } finally {
            asking.unlock();
        }
    }

    /** Logs that one object is changed without a condition; once a minute at most. */
    void complain(String doing) {
        if (isDue(complained)) {
            LOG.warn(
                    "the bucket {} keeps refusing to {} on the condition that the object is as it"
                            + " was, though it is: done without the condition, so a change of"
                            + " another server or program at the same moment may be lost",
                    bucket.name(),
                    doing);
        }
    }

    private boolean isDue(AtomicReference<Instant> last) {
        Instant now = clock.instant();
        Instant before = last.get();
        return before.isBefore(now.minus(REST)) && last.compareAndSet(before, now);
    }

    private void enter() {
        try {
            if (!asking.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw S3Errors.late(bucket.name());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw S3Errors.late(bucket.name());
        }
    }

    private HonouredConditions probe() {
        byte[] id = new byte[ID_BYTES];
        chance.nextBytes(id);
        HonouredConditions honoured =
                new ConditionsProbe(bucket, HexFormat.of().formatHex(id)).ask();
        tell(honoured);
        known.set(new Known.Found(honoured));
        return honoured;
    }

    private void tell(HonouredConditions honoured) {
        if (honoured.all()) {
            LOG.info("the bucket {} honours conditions: replicas may share it", bucket.name());
            return;
        }
        LOG.warn(
                "the store of the bucket {} does not check: {}. One server alone loses nothing by"
                    + " that. Several servers on this bucket must share their usage in PostgreSQL"
                    + " (usage.type), or one loses what another has written to the same file at the"
                    + " same moment; and what another program writes at that moment may be lost in"
                    + " any case",
                bucket.name(),
                String.join("; ", honoured.lacks()));
    }
}
