package io.flowkeep.moving;

/** How putting a record ended. */
public sealed interface PutResult {

    /** How the target came to have it. */
    enum How {
        /** It was added. */
        MOVED,
        /** The same was there already. */
        SAME,
        /** It took the place of something else. */
        REPLACED
    }

    /**
     * The target has it.
     *
     * @param checksum of the record as it was read from the source; empty if nothing was read,
     *     which only happens when nothing was to be written
     */
    record Done(How how, String checksum) implements PutResult {}

    /** The target does not have it; nothing was changed. */
    record Refused(String reason) implements PutResult {
        /** Something else is there under the same key, and was to stay. */
        public static final Refused DIFFERS =
                new Refused("exists in the target and differs; --replace overwrites it");
    }
}
