package io.flowkeep.auth;

import java.util.OptionalLong;

/**
 * What the caller's authority says about limits, before the configuration's own limits are looked
 * at.
 *
 * @param fileBytes the project's file quota in bytes; empty if the authority sets none (absent,
 *     null or 0)
 * @param context the project's context quota
 */
public record Quotas(OptionalLong fileBytes, ContextLimit context) {

    /** No limit from the authority: the configuration decides. */
    public static final Quotas UNSET =
            new Quotas(OptionalLong.empty(), new ContextLimit.FromConfig());

    /**
     * The context quota has three cases, since a missing value and a zero from the platform mean
     * different things.
     */
    public sealed interface ContextLimit {
        /** The authority named a limit. */
        record Bytes(long limit) implements ContextLimit {}

        /**
         * The authority said 0 or null: the configuration's context quota counts, else there is
         * none.
         */
        record FromConfig() implements ContextLimit {}

        /** The authority said nothing about context: 1000, as in the server this replaces. */
        record Unsaid() implements ContextLimit {
            /** The limit that then counts, in characters. */
            public static final long LIMIT = 1000;
        }
    }
}
