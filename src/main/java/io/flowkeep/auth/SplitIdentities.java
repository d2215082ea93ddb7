package io.flowkeep.auth;

/**
 * Operators' tokens are looked up here, all others by Identity Management, which never sees an
 * operator's token. Safe for concurrent use.
 */
public final class SplitIdentities implements IdentityAuthority {
    private final IdentityAuthority operators;
    private final IdentityAuthority others;

    /** Joins two. */
    public SplitIdentities(IdentityAuthority operators, IdentityAuthority others) {
        this.operators = operators;
        this.others = others;
    }

    @Override
    public Identity identify(String token, String kind) {
        return (OperatorForm.fits(token) ? operators : others).identify(token, kind);
    }
}
