package io.flowkeep.files;

/** How a write ended. */
public sealed interface Saved
        permits Saved.Written, Saved.OverQuota, Saved.NoSpace, PreconditionFailed, Obstacle {

    /** The content is there, durably. */
    record Written(FileVersion version) implements Saved {}

    /** The project's quota does not allow it; the file is as it was. */
    record OverQuota(long limitBytes) implements Saved {}

    /** The disk is full; the file is as it was. */
    record NoSpace() implements Saved {}
}
