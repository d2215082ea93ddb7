package io.flowkeep.storage.s3;

import io.flowkeep.files.FileStore;
import io.flowkeep.trust.Trust;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * An open bucket. Opening asks the store which conditions it honours, but does not fail if it is
 * unreachable: meanwhile every operation fails within seconds, and once it is reachable they
 * succeed again. Safe for concurrent use.
 */
public final class S3Files implements AutoCloseable {
    private final Bucket bucket;
    private final Leftovers leftovers;
    private final FileStore store;

    private S3Files(S3Settings settings, Trust trust, InstantSource clock, RandomGenerator chance) {
        S3Settings.Patience patience = settings.patience();
        this.bucket =
                S3Errors.harmless(
                        "open the bucket " + settings.bucket(),
                        () ->
                                new Bucket(
                                        S3Clients.open(settings, trust),
                                        settings.bucket(),
                                        patience));
        this.leftovers = new Leftovers(bucket, clock);
        Guards guards = new Guards(bucket, settings.guarding(), patience.call(), clock, chance);
        Attempts attempts = new Attempts(patience.call(), clock, chance);
        WriteContext tools = new WriteContext(bucket, attempts, new WrittenVersions(clock));
        this.store =
                new S3FileStore(
                        bucket,
                        guards,
                        new ContentReceiver(tools, chance),
                        new ObjectChanges(bucket, attempts, guards, patience.contest(), clock),
                        new BucketProjects(bucket, clock),
                        this::close);
        guards.ask();
    }

    /**
     * Opens a bucket, which must exist; what is in it is taken over as it is.
     *
     * @param trust whose certificates are good
     * @param clock tells how old leftovers are and how long a change has been tried
     * @param chance names changes and spreads retries; must not give two servers the same numbers
     * @throws io.flowkeep.faults.StoreUnavailable no region or address can be determined
     */
    public static S3Files open(
            S3Settings settings, Trust trust, InstantSource clock, RandomGenerator chance) {
        return new S3Files(settings, trust, clock, chance);
    }

    /** The store; closing it closes this. */
    public FileStore store() {
        return store;
    }

    /** Whether the bucket answers now, within two seconds; for the readiness check. */
    public boolean isReady() {
        return bucket.answers();
    }

    /**
     * Removes what crashes left behind a day ago or earlier; for a timer.
     *
     * @throws io.flowkeep.faults.StoreUnavailable the store does not answer; the next time may do
     */
    public void sweep() {
        leftovers.sweep();
    }

    /** Closes the connections. Closing twice is harmless. */
    @Override
    public void close() {
        bucket.close();
    }
}
