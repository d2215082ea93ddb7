package io.flowkeep.files;

import java.util.List;
import java.util.function.Predicate;

/**
 * Is told of every file of a project, while the project may change. Called by one thread.
 *
 * <p>A file that is changed meanwhile may be told as it was before or after, twice, or not at all;
 * all others are told exactly once.
 */
public interface Survey {

    /** The most files told at once. */
    int BATCH = 1000;

    /**
     * Tells of some files. Also called for a stretch without files, before that has passed.
     *
     * @param files at most {@link #BATCH}; all were looked at before this call, and none that is
     *     told has been seen by a later one
     */
    void saw(List<SeenFile> files);

    /**
     * Tells that no file that is in this folder itself will come any more, as {@link #passed}.
     *
     * @param name what the names of its files begin with, without the last slash
     */
    void passedFolder(String name);

    /**
     * Tells how far the survey has come, in a store without folders.
     *
     * @param names true for each name that will not come any more, if that file is not changed
     *     meanwhile; asked by any thread, at any time until the end, and never true of less than
     *     before
     */
    void passed(Predicate<String> names);
}
