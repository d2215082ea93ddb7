package io.flowkeep.moving;

import java.util.List;

/** What reading the target again came to. */
public sealed interface ComparisonResult {

    /**
     * Everything that was moved is there as it was read.
     *
     * @param checksum over all records, whatever their order: the same for the same records in any
     *     store
     */
    record Sound(long records, String checksum) implements ComparisonResult {}

    /**
     * Something is missing or is not as it was read.
     *
     * @param differing how many records
     * @param first the first keys, at most {@link Comparison#SHOWN}
     */
    record Unsound(long differing, List<String> first) implements ComparisonResult {
        public Unsound {
            first = List.copyOf(first);
        }
    }

    /** The target cannot be read again. */
    record Unread(String reason) implements ComparisonResult {}
}
