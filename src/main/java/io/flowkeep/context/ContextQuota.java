package io.flowkeep.context;

/**
 * The most a project's context may hold. Immutable.
 *
 * @param limit in characters of JSON over all scopes of the project; see {@link ScopeSize}
 */
public record ContextQuota(long limit) {
    /** No limit. */
    public static final ContextQuota NONE = new ContextQuota(Long.MAX_VALUE);

    /**
     * Tells whether a change is refused. One that makes the context smaller never is, and reaching
     * the limit exactly is allowed; one that changes nothing is refused when already over. All as
     * in the server this replaces.
     *
     * @param growth new sizes less old sizes, as {@link ScopeEdit} counts them
     * @param held what the project holds now
     */
    boolean refuses(long growth, long held) {
        return growth >= 0 && growth > limit - held;
    }
}
