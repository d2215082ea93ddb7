package io.flowkeep.files;

import io.flowkeep.faults.StoreCorrupt;
import io.flowkeep.faults.StoreOutcomeUnknown;
import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Keeps files by team, project and path. Safe for concurrent use; blocks the calling (virtual)
 * thread.
 *
 * <p><b>Atomic.</b> A reader sees a file as it was before a change or after it, never in between.
 * Changes of one file happen one after the other: appends at the same time all land, whole, in some
 * order. Waiting for slow content never holds up other readers or writers of the file: the lock on
 * a path is taken only once the content has arrived.
 *
 * <p><b>Durable.</b> {@link Saved.Written} and {@link Removed.Gone} mean that the change survives a
 * crash of process and machine (unless the operator chose otherwise). Content that did not arrive
 * completely leaves the old file and no temporary files; those that a crash leaves are removed at
 * the next open.
 *
 * <p><b>Names are keys.</b> Drivers map a key without looking for meaning in it. What is reached
 * only through a symbolic link that leaves the project is {@link Obstacle.OutsideProject}.
 *
 * <p><b>Faults.</b> Every method may throw {@link StoreUnavailable} (nothing was changed) and
 * {@link StoreCorrupt}; those that change something also {@link StoreOutcomeUnknown}. What the
 * content or the charge throws is passed on as it is, after everything begun has been undone.
 *
 * <p>Callers check quota through {@link Charge}; the store only asks it.
 */
public interface FileStore extends AutoCloseable {

    /** How this driver differs from the others. */
    Traits traits();

    /**
     * Opens a file for reading. State and bytes are of one moment. Files up to the driver's own
     * bound (at most 64 KiB) come as bytes in memory, larger ones as an open region that the caller
     * closes. A store in memory always gives bytes, one on another machine {@link
     * FileContent.Remote} for what is not small.
     */
    Opened open(FileKey key);

    /**
     * As {@link #open(FileKey)}, with a hint which part of the content will be read. The result is
     * the same whatever the hint; a store from which bytes come over a network can save some.
     */
    default Opened open(FileKey key, Wanted wanted) {
        return open(key);
    }

    /** What of a file's content is likely to be read. */
    enum Wanted {
        /** All of it, from the start. */
        WHOLE,
        /** Some part of it, or nothing. */
        PART,
        /** Nothing; only the state. */
        STATE
    }

    /** Says what is at a path; the version is the one that {@link #open} would give. */
    Described stat(FileKey key);

    /**
     * As {@link #stat}, but the version's tag may be empty: nothing of the content is read for it.
     */
    default Described glance(FileKey key) {
        return stat(key);
    }

    /**
     * Puts a file in place of whatever file was there, creating it and its folders if absent.
     * Memory use does not depend on the content's length.
     *
     * <p>The order: obstacles that show at once may end it before the content is read; the content
     * is read to its end; then, under the lock on the path, obstacles, the precondition, the
     * charge, the change. Folders made for a write that then fails may stay.
     *
     * @param content read on the calling thread to its end; not closed here
     * @return {@link Saved.Written} with the version that is now there, or why nothing changed
     * @throws IOException only what reading the content throws, passed on as it is
     */
    Saved replace(FileKey key, InputStream content, Terms terms) throws IOException;

    /**
     * Adds to the end of a file, creating it and its folders if absent. Costs what is appended, not
     * what is there. Of the appended bytes all or none are there, after a crash as well. Otherwise
     * as {@link #replace}; the charge is told the whole file's size before and after.
     *
     * @param content read on the calling thread to its end; not closed here
     * @throws IOException only what reading the content throws, passed on as it is
     */
    Saved append(FileKey key, InputStream content, Terms terms) throws IOException;

    /**
     * Deletes a file; folders are never deleted. {@link Missing} if there is none and the
     * precondition allows that, {@link PreconditionFailed} if it does not.
     */
    Removed delete(FileKey key, Terms terms);

    /**
     * Lists a part of a folder, in {@link NameOrder#BY_BYTES} of the names as they are given out.
     * Symbolic links that leave the project, things that are neither file nor folder, names without
     * a UTF-8 form and the driver's own files are left out. Memory use is that of one folder's
     * names (per level, if recursive) and one page. A file that comes or goes meanwhile may or may
     * not be there; all others are there exactly once over all pages.
     *
     * <p>The project's own folder is never missing: it is empty until something is written. In a
     * store without folders a folder is missing if no file is below it.
     */
    Listing list(TeamId team, ProjectId project, FilePath folder, ListQuery query);

    /**
     * Looks at every file of a project, one after the other, without blocking reads or writes.
     * Links are not followed. Memory use does not depend on the number of files, but on that of the
     * folders in one folder.
     *
     * @param known teams in which the project is known to have files. A store that remembers for a
     *     while which team has which project looks there in any case
     * @param survey told of all; what it throws is passed on
     */
    void survey(ProjectId project, Set<TeamId> known, Survey survey);

    /**
     * Adds up the sizes of a project's files in each team by looking at every file. Teams without
     * any file may be left out. Only exact if nothing changes the project meanwhile.
     */
    default Map<TeamId, Long> measure(ProjectId project) {
        return measure(project, Set.of());
    }

    /** As {@link #measure(ProjectId)}, with teams as {@link #survey} takes them. */
    default Map<TeamId, Long> measure(ProjectId project, Set<TeamId> known) {
        Map<TeamId, Long> sizes = new HashMap<>();
        survey(
                project,
                known,
                new Survey() {
                    @Override
                    public void saw(List<SeenFile> files) {
                        files.forEach(
                                file -> sizes.merge(file.team(), file.sizeBytes(), Long::sum));
                    }

                    @Override
                    public void passedFolder(String name) {
                        // Nothing changes meanwhile.
                    }

                    @Override
                    public void passed(Predicate<String> names) {
                        // Nothing changes meanwhile.
                    }
                });
        return sizes;
    }

    /**
     * The id under which the write that made a file was charged ({@link Charge#signed}). Empty if
     * the file is missing, was made by another program, or the driver does not keep such ids.
     */
    default Optional<String> lastChange(FileKey key) {
        return Optional.empty();
    }

    /**
     * The projects that have a folder (or, without folders, a file) in a team; at most a few
     * thousand.
     */
    Set<ProjectId> projects(TeamId team);

    /** The teams that have a folder (or, without folders, a file); at most a few thousand. */
    Set<TeamId> teams();

    /** Ends the store; operations after it fail with {@link StoreUnavailable}. */
    @Override
    void close();
}
