package io.flowkeep.storage.s3;

import java.util.Optional;

/**
 * Which conditions a store checks on one kind of write. Immutable.
 *
 * @param absent that there is no object yet
 * @param unchanged that the object still has a tag, and how that is to be written
 */
record WriteConditions(boolean absent, TagQuoting unchanged) {
    static final WriteConditions ALL = new WriteConditions(true, TagQuoting.QUOTED);
    static final WriteConditions NONE = new WriteConditions(false, TagQuoting.NONE);

    boolean all() {
        return absent && unchanged != TagQuoting.NONE;
    }

    /** The condition that nothing has changed since a look, as far as the store checks it. */
    Condition since(Optional<ObjectState> seen) {
        return seen.map(state -> unchanged.unchanged(state.etag()))
                .orElseGet(() -> absent ? new Condition.Absent() : new Condition.None());
    }
}
