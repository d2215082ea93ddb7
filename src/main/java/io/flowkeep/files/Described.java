package io.flowkeep.files;

/** What is at a path, without its bytes. */
public sealed interface Described permits Described.Found, Missing, Obstacle {

    /** A file. */
    record Found(FileVersion version) implements Described {}
}
