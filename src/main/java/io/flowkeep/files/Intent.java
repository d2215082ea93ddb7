package io.flowkeep.files;

/**
 * A change of a file that a server has announced and whose outcome it never reported. Immutable.
 *
 * @param id its name in the {@link SharedLedger}
 * @param key the file
 * @param change what {@link FileStore#lastChange} tells if the write took place; empty for a
 *     deletion
 * @param inQuestion whether the file is to be looked at; false if nothing can have happened, or if
 *     what happened is known
 */
public record Intent(String id, FileKey key, String change, boolean inQuestion) {

    /** Whether a file was to be deleted. */
    boolean isDeletion() {
        return change.isEmpty();
    }
}
