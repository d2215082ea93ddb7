package io.flowkeep.files;

import java.time.Instant;
import java.util.List;

/** How listing a folder ended. */
public sealed interface Listing permits Listing.Page, Missing, Obstacle {

    /**
     * A part of the folder.
     *
     * @param entries in {@link NameOrder#BY_BYTES}
     * @param more true if at least one entry follows
     */
    record Page(List<Entry> entries, boolean more) implements Listing {
        /** Copies the entries. */
        public Page {
            entries = List.copyOf(entries);
        }
    }

    /**
     * One file or folder.
     *
     * @param name the name in its folder; in a recursive listing the path relative to the listed
     *     folder
     * @param sizeBytes 0 for a folder
     */
    record Entry(String name, Kind kind, long sizeBytes, Instant modified) {}

    /** What an entry is. */
    enum Kind {
        FILE,
        FOLDER
    }
}
