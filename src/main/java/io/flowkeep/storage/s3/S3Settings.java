package io.flowkeep.storage.s3;

import io.flowkeep.trust.Trust;
import java.net.URI;
import java.time.Duration;

/**
 * Where the bucket is, who asks, and how long to wait. Immutable.
 *
 * @param pathStyle true: the bucket is part of the path, not of the host name
 * @param trust whose certificates are good
 */
public record S3Settings(
        String bucket,
        Place place,
        boolean pathStyle,
        Asking asking,
        Trust trust,
        Guarding guarding,
        Patience patience) {

    /** Whose servers are asked. */
    public sealed interface Place {
        /** AWS, in the region that its SDK finds in environment, profile or machine. */
        record Found() implements Place {}

        /** AWS, in a region. */
        record Region(String name) implements Place {}

        /**
         * Another store.
         *
         * @param region what requests are signed for; empty: as found, else {@code us-east-1}
         */
        record Endpoint(URI url, String region) implements Place {}
    }

    /** Who asks. */
    public sealed interface Asking {
        /** Whoever the SDK finds in environment, profile, container or machine. */
        record Found() implements Asking {}

        /**
         * A key pair.
         *
         * @param sessionToken empty for lasting credentials
         */
        record Key(String id, String secret, String sessionToken) implements Asking {
            /** Tells nothing. */
            @Override
            public String toString() {
                return "Key[***]";
            }
        }
    }

    /** Whether changes are guarded by conditions that the store checks. */
    public enum Guarding {
        /** If the store is seen to honour them. */
        FOUND,
        /** Always; the store is trusted to honour them. */
        ALWAYS,
        /** Never; one server alone may use the bucket. */
        NEVER
    }

    /**
     * How long to wait.
     *
     * @param connection for a connection
     * @param attempt for one attempt of a short request
     * @param call for a short request with its repetitions
     * @param transfer for one attempt to send or copy up to {@link PartSizes#BYTES}, and the
     *     longest silence of a store that sends a body
     * @param contest for a change that is overtaken again and again, and for the place in the queue
     *     of a file
     */
    public record Patience(
            Duration connection,
            Duration attempt,
            Duration call,
            Duration transfer,
            Duration contest) {

        /** A store that is away is known within two seconds, one that hangs within eight. */
        public static final Patience USUAL =
                new Patience(
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(8),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(30));
    }
}
