package io.flowkeep.files;

/** What one change of a file does to the counters of its project. One change on one thread only. */
public sealed interface UsageChange extends Charge, AutoCloseable
        permits LocalChange, SharedChange {

    /**
     * Says that content takes the place of this many bytes. Only an estimate: what the store
     * reports in the end is what counts.
     */
    void replaces(long oldBytes);

    /**
     * Tells whether content of this length will fit, and reserves room for it where that is
     * possible. What the store reports in the end is what counts.
     */
    boolean cover(long contentBytes);

    /** The store cannot say what became of the change. */
    void distrust();

    /** Ends the change and frees what it still holds. */
    @Override
    void close();
}
