package io.flowkeep.moving;

/** Is told how far a move is. Called on the thread of the move, but for {@link #total}. */
public interface MoveWatch {

    /**
     * A part of the work begins.
     *
     * @param doing what, for people: {@code moving}, {@code checking}
     * @param already how much was done in earlier runs
     */
    void begins(String doing, Source.Unit unit, long already);

    /** How much there will be; known later than the begin, or never. From any thread. */
    void total(long total);

    /** How much is done. */
    void done(long done, MoveCounts tally);

    /** The part that was begun last has ended, however it ended. */
    void ends();
}
