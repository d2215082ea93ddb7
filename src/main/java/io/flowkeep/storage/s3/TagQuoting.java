package io.flowkeep.storage.s3;

/**
 * How a store wants an object's tag written in a condition, determined by {@link ConditionsProbe}:
 * some compare the tag without quotes with all that was sent, and so refuse a correct tag.
 */
enum TagQuoting {
    /** As the standard says. */
    QUOTED,
    /** Without its quotes. */
    BARE,
    /** In no form: the store ignores the condition, or always refuses it. */
    NONE;

    /** The text between the quotes; a proxy that compresses answers also marks the tag as weak. */
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
