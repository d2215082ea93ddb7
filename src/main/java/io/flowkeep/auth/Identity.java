package io.flowkeep.auth;

/** What an {@link IdentityAuthority} says of a token. */
public sealed interface Identity {
    /** There is no such token, or no longer. The words are those of the server this replaces. */
    Refused UNKNOWN = new Refused("Token invalid. Error: Error. Details: Token not found in IAM");

    /** The token is known and has expired. */
    Refused EXPIRED = new Refused("Token invalid. Error: Token expired.");

    /** There was no usable answer. */
    Refused FAILED = new Refused("Token invalid. Error: Error. Details: Authorization failed");

    /** The token is good. */
    record Known(Principal principal) implements Identity {}

    /** It is not, or there was no usable answer; the message is for the caller. */
    record Refused(String message) implements Identity {}
}
