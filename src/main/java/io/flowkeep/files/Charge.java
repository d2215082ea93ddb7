package io.flowkeep.files;

/**
 * What one change costs. The store tells it, under its lock on the path, what the change is, so
 * that the counters move with the files. For one operation on one thread.
 *
 * <p>The order is fixed. A write calls {@link #create} or {@link #change} once, after all content
 * has arrived and the precondition has held, right before the change becomes visible; if the change
 * then fails and is sure not to be visible, {@link #undo}. A deletion calls {@link #removed} right
 * after the file has gone from sight. A change of which the driver cannot say whether it will last
 * (it is visible, but the flush failed) stays charged and ends as {@link
 * io.flowkeep.faults.StoreOutcomeUnknown}.
 */
public interface Charge {

    /** Takes the size of a file that was missing; false: over quota, give up the write. */
    boolean create(long newBytes);

    /** Takes a file's change of size; false: over quota, give up the write. */
    boolean change(long oldBytes, long newBytes);

    /** Gives back the size of a file that is gone. */
    void removed(long oldBytes);

    /** Takes back the last {@link #create} or {@link #change}, which did not happen. */
    void undo();

    /** The limit to name when a change is refused. */
    long limitBytes();
}
