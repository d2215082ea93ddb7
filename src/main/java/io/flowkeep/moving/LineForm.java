package io.flowkeep.moving;

import tools.jackson.databind.node.ObjectNode;

/**
 * How records are written as JSON objects, one a line.
 *
 * @param <R> the records
 */
interface LineForm<R> {

    /** An object that is no such record; the message is for people. */
    final class Misshapen extends Exception {
        private static final long serialVersionUID = 1;

        Misshapen(String message) {
            super(message, null, false, false);
        }
    }

    /** What tells the record from all others. */
    String key(R item);

    /** Records of one lane keep their order in the target. */
    String lane(R item);

    /** The whole record. Equal records give equal texts. */
    ObjectNode json(R item);

    /** The record that an object stands for. */
    R read(ObjectNode json) throws Misshapen;
}
