package io.flowkeep.auth;

/**
 * Says who a token stands for. Safe for concurrent use; blocks the calling (virtual) thread for at
 * most 2.5 s.
 */
public interface IdentityAuthority {

    /**
     * Looks a token up. A neighbour that cannot be reached is a refusal, never an exception.
     *
     * @param token any text, may be empty
     * @param kind what the caller asks to be looked up as, the value of {@code x-auth-type}; empty
     *     if it does not ask
     * @throws io.flowkeep.faults.StoreFault if the tokens are in a store of our own and that fails
     */
    Identity identify(String token, String kind);
}
