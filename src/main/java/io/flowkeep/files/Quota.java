package io.flowkeep.files;

/**
 * How much a project may hold over all its teams. Immutable.
 *
 * @param limitBytes usage must stay <em>below</em> it, as in the server this replaces: with 1000,
 *     999 bytes fit; {@link Long#MAX_VALUE} stands for no limit
 */
public record Quota(long limitBytes) {

    /** Nothing is limited. */
    public static final Quota NONE = new Quota(Long.MAX_VALUE);

    /** False for {@link #NONE}. */
    public boolean isLimited() {
        return limitBytes != Long.MAX_VALUE;
    }
}
