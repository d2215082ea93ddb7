package io.flowkeep.auth;

/** What an {@link IdentityAuthority} says of a token. */
public sealed interface Identity {
    /** The token is good. */
    record Known(Principal principal) implements Identity {}

    /** It is not, or nobody could say; the message is for the caller. */
    record Refused(String message) implements Identity {}
}
