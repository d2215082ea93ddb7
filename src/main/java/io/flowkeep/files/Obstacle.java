package io.flowkeep.files;

/** What can stand in the way of any operation on a path. Nothing was changed. */
public sealed interface Obstacle extends Opened, Described, Saved, Removed, Listing {

    /** A folder is where a file was asked for. Not in stores without folders. */
    record IsFolder() implements Obstacle {}

    /**
     * A file is where a folder had to be: one of the path's own folders is a file, or a file is
     * listed. Not in stores without folders.
     *
     * @param directly true if the file is the path's parent itself; only {@code replace} and {@code
     *     append} must tell, other operations may always say false
     */
    record BelowFile(boolean directly) implements Obstacle {}

    /** The name is longer than the store allows. */
    record NameTooLong() implements Obstacle {}

    /**
     * The path leads out of the project by a symbolic link, or to something that is neither a file
     * nor a folder. Answered as an invalid path.
     */
    record OutsideProject() implements Obstacle {}
}
