package io.flowkeep.auth;

/** What an authority says about a token. */
public sealed interface Access {

    /** The token is good for what was asked. */
    record Allowed(Caller caller) implements Access {}

    /** The token is not good for it, or no answer came in time. */
    record Refused() implements Access {}
}
