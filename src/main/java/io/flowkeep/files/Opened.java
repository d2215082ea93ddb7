package io.flowkeep.files;

/** How opening a file for reading ended. */
public sealed interface Opened permits Opened.Found, Missing, Obstacle {

    /**
     * The file's state and its bytes, of one moment: the content has exactly {@code
     * version.sizeBytes()} bytes, and they are those that the tag stands for.
     *
     * @param content to be closed by the caller
     */
    record Found(FileVersion version, FileContent content) implements Opened {}
}
