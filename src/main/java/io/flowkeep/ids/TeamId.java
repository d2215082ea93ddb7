package io.flowkeep.ids;

import java.util.Optional;

/**
 * The id of a team, as the client sent it. Immutable.
 *
 * @param text 1 to 255 bytes of UTF-8 that are safe as one folder name; see {@link #parse}
 */
public record TeamId(String text) implements Comparable<TeamId> {

    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException if the name is not safe; callers with outside input use
     *     {@link #parse}
     */
    public TeamId {
        if (!OwnerName.isSafe(text)) {
            throw new IllegalArgumentException("not a team id");
        }
    }

    /** Reads outside input; empty if it is not safe as a name. */
    public static Optional<TeamId> parse(String text) {
        return OwnerName.isSafe(text) ? Optional.of(new TeamId(text)) : Optional.empty();
    }

    @Override
    public int compareTo(TeamId other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
