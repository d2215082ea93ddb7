package io.flowkeep.auth;

/** A neighbour that knows who a token stands for. Safe for concurrent use. */
@FunctionalInterface
public interface IdentityCheck {

    /**
     * Asks who a token stands for. Blocks for at most 2.5 s, a retry included; no caller retries
     * again. Every failure is an {@link IdentityAnswer.Unreachable}, never an exception; so is an
     * interrupt, which stays set.
     *
     * @param token any text, may be empty
     */
    IdentityAnswer ask(String token, IntrospectionKind kind);
}
