package io.flowkeep.auth;

/** A neighbour's answer about a token. */
public sealed interface CheckAnswer {

    /** The neighbour accepts the token for the project. */
    record Allowed(Quotas quotas) implements CheckAnswer {}

    /** The neighbour answered, and not with a yes. */
    record Refused() implements CheckAnswer {}

    /**
     * There was no answer that says yes or no.
     *
     * @param reason for the log; holds neither the token nor an address
     */
    record Unreachable(String reason) implements CheckAnswer {}
}
