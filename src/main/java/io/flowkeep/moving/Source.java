package io.flowkeep.moving;

import java.io.IOException;
import java.util.Optional;

/**
 * Where records come from, once over. For one thread, but for {@link #total}.
 *
 * <p>Every method may also throw a {@link io.flowkeep.faults.StoreFault}; the move then ends and
 * can be taken up again.
 *
 * @param <R> the records
 */
public interface Source<R> extends AutoCloseable {

    /** What is counted. */
    enum Unit {
        /** Records: flows, scopes or files. */
        RECORDS,
        /** Bytes of the file that is read. */
        BYTES
    }

    /**
     * Goes on behind a piece that an earlier run has dealt with; before the first {@link #next}.
     *
     * @throws IOException also if the source has no such position
     */
    void goOnBehind(String position) throws IOException;

    /** The next piece; empty at the end. */
    Optional<SourceItem<R>> next() throws IOException;

    /** How many pieces may be in use at once. If 1, a piece is good until the next is asked for. */
    int atOnce();

    /** In what {@link #done} and {@link #total} are counted. */
    Unit unit();

    /** How much has been read. */
    long done();

    /** How much there is; -1 if that is not known. May take long; safe on another thread. */
    long total();

    @Override
    void close() throws IOException;
}
