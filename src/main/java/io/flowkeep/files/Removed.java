package io.flowkeep.files;

/** How a deletion ended. */
public sealed interface Removed permits Removed.Gone, Missing, PreconditionFailed, Obstacle {

    /** The file was there and is gone, durably. */
    record Gone() implements Removed {}
}
