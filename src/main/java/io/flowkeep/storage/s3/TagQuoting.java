package io.flowkeep.storage.s3;

/**
 * How a store wants an object's tag written in a condition, found out by {@link ConditionsProbe}:
 * some compare what is between the quotes with all that was sent, and so refuse the right one.
 */
enum TagQuoting {
    /** As the standard says. */
    QUOTED,
    /** Without its quotes. */
    BARE,
    /** In no form: the store does not check the condition, or refuses it always. */
    NONE;

    /** What is between the quotes; a proxy that packs answers marks a tag as weak besides. */
    static String bare(String etag) {
        String strong = etag.startsWith("W/") ? etag.substring(2) : etag;
        return strong.replace("\"", "");
    }

    /** The condition that an object still has a tag; none if that cannot be said. */
    Condition unchanged(String etag) {
        String bare = bare(etag);
        if (bare.isEmpty()) {
            return new Condition.None();
        }
        return switch (this) {
            case QUOTED -> new Condition.Unchanged("\"" + bare + "\"");
            case BARE -> new Condition.Unchanged(bare);
            case NONE -> new Condition.None();
        };
    }
}
