package io.flowkeep.auth;

import java.util.Locale;

/** As what a token is to be looked up in Identity Management. */
public enum IntrospectionKind {
    /** An opaque token of Identity Management. */
    BASIC,
    /** A token of OpenID Connect. */
    OIDC,
    /** Another kind was named. */
    OTHER,
    /** No kind was named. */
    UNSAID;

    /**
     * Reads a value of {@code x-auth-type} or {@code INTROSPECT_TYPE}.
     *
     * @param text in any case; empty if nothing was said
     */
    public static IntrospectionKind of(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "" -> UNSAID;
            case "basic" -> BASIC;
            case "oidc" -> OIDC;
            default -> OTHER;
        };
    }
}
