package io.flowkeep.files;

/**
 * Which part of a folder to list. Immutable.
 *
 * @param limit the most entries, 1 to {@value #MAX_LIMIT}
 * @param after list only names that come after this one in {@link NameOrder#BY_BYTES}, whether or
 *     not it (still) exists; empty to begin at the start
 * @param recursive false: the files and folders of this folder; true: all files below it, no
 *     folders, named by their path relative to it
 */
public record ListQuery(int limit, String after, boolean recursive) {

    /** The most entries of one page. */
    public static final int MAX_LIMIT = 10_000;

    /** Entries of a page if the client does not say. */
    public static final int USUAL_LIMIT = 1000;

    /**
     * Checks the limit.
     *
     * @throws IllegalArgumentException if it is out of range
     */
    public ListQuery {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("limit out of range: " + limit);
        }
    }
}
