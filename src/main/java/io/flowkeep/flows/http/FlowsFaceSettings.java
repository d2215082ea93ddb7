package io.flowkeep.flows.http;

/**
 * The numbers and switches of the flows' face. Immutable.
 *
 * @param maxBodyBytes the largest body, counted unpacked; one byte more is 413
 * @param alone whether no other face is on: then every unknown path is answered as by the server
 *     this replaces
 * @param awayStatus what a request is answered while the store is unreachable: 500 as by the server
 *     this replaces, or 503
 */
public record FlowsFaceSettings(long maxBodyBytes, boolean alone, int awayStatus) {
    /** 10 MiB: a flow is a few KiB, a bulk of a thousand fits. */
    public static final long USUAL_BODY_BYTES = 10L << 20;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if the limit is below 1 byte or above 1 GiB, or the status
     *     is none of the two
     */
    public FlowsFaceSettings {
        if (maxBodyBytes < 1 || maxBodyBytes > 1L << 30) {
            throw new IllegalArgumentException("a body limit is 1 byte to 1 GiB");
        }
        if (awayStatus != 500 && awayStatus != 503) {
            throw new IllegalArgumentException("a store that is away is 500 or 503");
        }
    }
}
