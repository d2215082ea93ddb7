package io.flowkeep.ids;

import java.util.Optional;

/**
 * The id of a project, as the client sent it. Immutable.
 *
 * @param text 1 to 255 bytes of UTF-8 that are safe as one folder name; see {@link #parse}
 */
public record ProjectId(String text) implements Comparable<ProjectId> {

    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException if the name is not safe; callers with outside input use
     *     {@link #parse}
     */
    public ProjectId {
        if (!OwnerName.isSafe(text)) {
            throw new IllegalArgumentException("not a project id");
        }
    }

    /** Reads outside input; empty if it is not safe as a name. */
    public static Optional<ProjectId> parse(String text) {
        return OwnerName.isSafe(text) ? Optional.of(new ProjectId(text)) : Optional.empty();
    }

    @Override
    public int compareTo(ProjectId other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
