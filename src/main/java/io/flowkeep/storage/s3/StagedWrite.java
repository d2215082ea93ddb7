package io.flowkeep.storage.s3;

import io.flowkeep.files.FileVersion;
import java.util.Optional;

/**
 * Content that has arrived in full and waits to be put in place. May be tried again after it was
 * overtaken. One thread at a time; closing releases what was not used.
 */
sealed interface StagedWrite extends AutoCloseable
        permits ReplacingBytes, ReplacingParts, AppendingBytes, AppendingObject {

    /** The id that the object will carry, by which it is known again. */
    String change();

    /** The object that is in the place now, with the bytes of it that will be needed. */
    Optional<ObjectState> look();

    /** How large the file will be. */
    long sizeAfter(Optional<ObjectState> old);

    /**
     * Does what takes time and is not yet visible, for the place as it was at the last {@link
     * #look}. False if it has changed since.
     */
    default boolean prepare(Optional<ObjectState> old) {
        return true;
    }

    /** Whether what is prepared becomes visible by completing an upload in parts. */
    boolean isInParts();

    /**
     * Puts it in place of what was seen by the last {@link #look} and prepared for.
     *
     * @throws io.flowkeep.faults.StoreUnavailable nothing has changed
     */
    ChangeEnd<FileVersion> put(Optional<ObjectState> old, Condition condition);

    @Override
    void close();
}
