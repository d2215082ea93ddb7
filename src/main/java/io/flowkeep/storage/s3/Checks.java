package io.flowkeep.storage.s3;

import java.util.Optional;

/**
 * Which conditions a store checks on one kind of write. Immutable.
 *
 * @param absent that there is no object yet
 * @param unchanged that the object still has a tag, and how that is to be written
 */
record Checks(boolean absent, Tags unchanged) {
    static final Checks ALL = new Checks(true, Tags.QUOTED);
    static final Checks NONE = new Checks(false, Tags.NONE);

    boolean all() {
        return absent && unchanged != Tags.NONE;
    }

    /** The condition that nothing has changed since a look, as far as the store checks it. */
    Condition since(Optional<ObjectState> seen) {
        return seen.map(state -> unchanged.unchanged(state.etag()))
                .orElseGet(() -> absent ? new Condition.Absent() : new Condition.None());
    }
}
