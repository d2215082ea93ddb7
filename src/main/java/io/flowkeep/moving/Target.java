package io.flowkeep.moving;

import java.io.IOException;
import java.util.Optional;

/**
 * Where records go. {@link #put} may be called by as many threads at once as {@link #atOnce} says;
 * the rest is for one thread.
 *
 * <p>Every method may also throw a {@link io.flowkeep.faults.StoreFault}; the move then ends and
 * can be taken up again.
 *
 * @param <R> the records
 */
public interface Target<R> extends AutoCloseable {

    /** What is to be done with a record. */
    enum Mode {
        /** Say what would be done if it were to be added, and write nothing. */
        LOOK,
        /** Add it unless something is there under its key. */
        ADD,
        /** Add it, in the place of whatever is there under its key. */
        REPLACE
    }

    /** How many records may be put at once. */
    int atOnce();

    /** Puts a record; what was put is safe only after {@link #save}. */
    PutResult put(SourceItem.Good<R> piece, Mode mode) throws IOException;

    /**
     * Makes safe what was put.
     *
     * @return how long the file is that is written, so that an interrupted move can cut off what
     *     came after; 0 if no file is written
     */
    long save() throws IOException;

    /** Reads what is there now; empty if that cannot be done. After the last {@link #save}. */
    Optional<Check> check() throws IOException;

    @Override
    void close() throws IOException;

    /** Reads a target to compare it. */
    interface Check extends AutoCloseable {
        /**
         * The checksum of the record with a key, as {@link PutResult.Done} gave it; empty if there
         * is no such record. Keys are asked for in the order in which their records were put.
         */
        Optional<String> checksum(String key) throws IOException;

        @Override
        void close() throws IOException;
    }
}
