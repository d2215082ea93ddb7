package io.flowkeep.files;

/**
 * What one change costs. The store tells it, under its lock on the path, what the change is, so
 * that the counters move with the files. For one operation on one thread.
 *
 * <p>The order is fixed. A write calls {@link #create} or {@link #change} once, after all content
 * has arrived and the precondition has held, right before the change becomes visible; if the change
 * then fails and is sure not to be visible, {@link #undo}. A deletion calls {@link #removed} right
 * after the file has become invisible. A change of which the driver cannot say whether it will last
 * (it is visible, but the flush failed) stays charged and ends as {@link
 * io.flowkeep.faults.StoreOutcomeUnknown}.
 *
 * <p>A store in which a file can have a second name says by {@link #at} first which one it means. A
 * deletion is announced by {@link #removing} before the file goes.
 *
 * <p><b>The quota.</b> A store that is told that a write is over quota gives the write up. It may
 * then call {@link #reconsider} with no lock held; if that returns true, the write may be tried
 * once more.
 *
 * <p><b>Files that several servers share.</b> A store that other servers use at the same time
 * reports more, so that another server can later find out what became of a change whose server
 * died: {@link #hold} before it looks at the file (for a deletion always, for a write if it has
 * nothing else to make sure that what it saw still stands), {@link #signed} before the change, and
 * {@link #done} after a write. A change for which neither {@link #done}, {@link #removed} nor
 * {@link #undo} was called is in doubt. After {@link #undo} the same sequence may start again. Each
 * of these may throw {@link io.flowkeep.faults.StoreUnavailable} before the change, which must then
 * not be made; none does so after it.
 */
public interface Charge {

    /**
     * Names the file that is changed, if that is not {@link FileKey#name}: a link led elsewhere.
     *
     * @param name as {@link SeenFile} has it
     */
    default void at(String name) {}

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

    /**
     * Whether a write that was over quota may pass now, since the files were counted anew. May wait
     * for some seconds; to be called without a lock. True once at most.
     */
    default boolean reconsider() {
        return false;
    }

    /** Keeps other servers from the path until the change has ended. Twice is harmless. */
    default void hold() {}

    /**
     * Names what is about to be changed.
     *
     * @param change the id that {@link FileStore#lastChange} will tell if the write takes place;
     *     empty for a deletion
     * @param seen the id that it told when the store looked, empty if there was none
     */
    default void signed(String change, String seen) {}

    /** Says that a file of this size is about to be deleted. */
    default void removing(long oldBytes) {}

    /** Says that the write has taken place. */
    default void done() {}
}
