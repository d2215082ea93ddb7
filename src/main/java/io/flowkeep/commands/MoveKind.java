package io.flowkeep.commands;

import io.flowkeep.moving.MoveEnd;

/**
 * A kind of records that can be moved. For one thread.
 *
 * @param <R> the records
 */
interface MoveKind<R> {

    /** What is moved, in a word. */
    String name();

    /** What is counted, in a word. */
    String records();

    /** The store that the configuration names. */
    Address configured() throws MoveEnd.Misuse;

    /** What is at an address, to read it; it need not be there. */
    MoveEnd<R> from(Address address) throws MoveEnd.Misuse;

    /** What is at an address, or will be, to write to it. */
    default MoveEnd<R> to(Address address) throws MoveEnd.Misuse {
        return from(address);
    }
}
