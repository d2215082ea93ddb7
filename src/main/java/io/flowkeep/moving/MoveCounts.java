package io.flowkeep.moving;

/**
 * What became of the records so far. Immutable.
 *
 * @param moved were added
 * @param same were there already
 * @param replaced took the place of something else
 * @param skipped were not moved
 */
public record MoveCounts(long moved, long same, long replaced, long skipped) {
    /** Nothing yet. */
    public static final MoveCounts NONE = new MoveCounts(0, 0, 0, 0);

    MoveCounts with(Journal.Entry entry) {
        return switch (entry) {
            case Journal.Entry.Skipped _ -> new MoveCounts(moved, same, replaced, skipped + 1);
            case Journal.Entry.Kept kept ->
                    switch (kept.how()) {
                        case MOVED -> new MoveCounts(moved + 1, same, replaced, skipped);
                        case SAME -> new MoveCounts(moved, same + 1, replaced, skipped);
                        case REPLACED -> new MoveCounts(moved, same, replaced + 1, skipped);
                    };
        };
    }

    /** What the target has. */
    public long kept() {
        return moved + same + replaced;
    }

    /** All that was looked at. */
    public long all() {
        return kept() + skipped;
    }
}
