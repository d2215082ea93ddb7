package io.flowkeep.auth;

/** A neighbour's answer to the question who a token stands for. */
public sealed interface IdentityAnswer {

    /**
     * The neighbour knows the token.
     *
     * @param principal may be {@link Principal#NOBODY} if the answer is not valid
     */
    record Known(Principal principal) implements IdentityAnswer {}

    /** The token is not good. */
    record Refused(Identity.Refused refusal) implements IdentityAnswer {}

    /**
     * There was no answer that says yes or no.
     *
     * @param reason for the log; holds neither the token nor an address
     */
    record Unreachable(String reason) implements IdentityAnswer {}
}
