package io.flowkeep.moving;

import java.io.IOException;

/**
 * Opens what records of one kind are moved from and to.
 *
 * @param <R> the records
 */
public interface MovingEnds<R> {

    /** A mistake of whoever typed the command; the message is for him. */
    final class Misuse extends Exception {
        private static final long serialVersionUID = 1;

        public Misuse(String message) {
            super(message, null, false, false);
        }
    }

    /** What is moved, in a word. */
    String name();

    /** What is counted, in a word. */
    String records();

    /** The store that the configuration names. */
    Address configured() throws Misuse;

    /** Opens something to read. Nothing that is read is changed. */
    Source<R> source(Address from) throws Misuse, IOException;

    /**
     * Opens something to write to.
     *
     * @param length where to go on in a file
     */
    Target<R> target(Address to, long length) throws Misuse, IOException;
}
