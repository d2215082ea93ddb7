package io.flowkeep.moving;

/**
 * What became of the records so far. Immutable.
 *
 * @param moved were added
 * @param same were there already
 * @param replaced took the place of something else
 * @param skipped were not moved
 */
public record Tally(long moved, long same, long replaced, long skipped) {
    /** Nothing yet. */
    public static final Tally NONE = new Tally(0, 0, 0, 0);

    Tally with(Journal.Entry entry) {
        return switch (entry) {
            case Journal.Entry.Skipped _ -> new Tally(moved, same, replaced, skipped + 1);
            case Journal.Entry.Kept kept ->
                    switch (kept.how()) {
                        case MOVED -> new Tally(moved + 1, same, replaced, skipped);
                        case SAME -> new Tally(moved, same + 1, replaced, skipped);
                        case REPLACED -> new Tally(moved, same, replaced + 1, skipped);
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
