package io.flowkeep.control;

import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** One thing that a running server can be asked for. Safe for concurrent use. */
public interface ControlCommand {

    /** Its name in requests: words with dots between them, for example {@code usage.recount}. */
    String name();

    /**
     * Reads the arguments, so that nothing is begun on wrong ones.
     *
     * @throws Misuse if they are invalid
     */
    Work prepare(Map<String, String> arguments);

    /** What was asked for, not begun yet. */
    interface Work {
        /** What it is about, for the log; empty if there is nothing to say. */
        String about();

        /**
         * Does it, on the calling thread. Whatever it throws ends it and is told to the client; a
         * store's fault with its words, anything else as a defect.
         *
         * @param listener is told of what has been done so far
         * @return its result, at most 60,000 characters
         */
        ObjectNode run(Listener listener);
    }

    /** Hears of progress. For the thread that does the work. */
    @FunctionalInterface
    interface Listener {
        /**
         * A part is done.
         *
         * @param part at most 60,000 characters
         * @throws Gone if the client has disconnected, which ends the work
         */
        void done(ObjectNode part);
    }

    /** Invalid arguments; the message is for the client. */
    final class Misuse extends RuntimeException {
        private static final long serialVersionUID = 1;

        /** With what is wrong. */
        public Misuse(String message) {
            super(message, null, false, false);
        }
    }

    /** The client has disconnected. */
    final class Gone extends RuntimeException {
        private static final long serialVersionUID = 1;

        Gone(Throwable cause) {
            super("the client has left", cause, false, false);
        }
    }
}
