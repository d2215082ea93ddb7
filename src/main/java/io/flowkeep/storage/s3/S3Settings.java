package io.flowkeep.storage.s3;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Where the bucket is, with which credentials it is used, and how long to wait. Immutable.
 *
 * @param region what requests are signed for; empty: as the SDK finds it in environment, profile or
 *     machine, else {@code us-east-1} where there is an endpoint
 * @param endpoint empty: AWS
 * @param pathStyle the bucket is part of the path, not of the host name
 */
public record S3Settings(
        String bucket,
        Optional<String> region,
        Optional<URI> endpoint,
        boolean pathStyle,
        Asking asking,
        Guarding guarding,
        Patience patience) {

    /** The credentials to use. */
    public sealed interface Asking {
        /** Those that the SDK finds in environment, profile, container or machine. */
        record Found() implements Asking {}

        /**
         * A key pair.
         *
         * @param sessionToken empty for lasting credentials
         */
        record Key(String id, String secret, String sessionToken) implements Asking {
            /** Shows no secret. */
            @Override
            public String toString() {
                return "Key[***]";
            }
        }
    }

    /**
     * A bucket of AWS or another store, with the usual time-outs; conditions are used as far as the
     * store is found to honour them.
     */
    public static S3Settings of(
            String bucket, Optional<String> region, Optional<URI> endpoint, boolean pathStyle) {
        return new S3Settings(
                bucket,
                region,
                endpoint,
                pathStyle,
                new Asking.Found(),
                Guarding.FOUND,
                Patience.USUAL);
    }

    /** Whether changes are guarded by conditions that the store checks. */
    public enum Guarding {
        /** If a probe finds that the store honours them. */
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
     * @param contest for a change that is overtaken again and again, and for a place in the queue
     *     of a file
     */
    public record Patience(
            Duration connection,
            Duration attempt,
            Duration call,
            Duration transfer,
            Duration contest) {

        /** An unreachable store is noticed within two seconds, one that hangs within eight. */
        public static final Patience USUAL =
                new Patience(
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(8),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(30));
    }
}
