package io.flowkeep.files;

import java.time.Duration;

/** Another server counts the project, or has just done so. Stays within this package. */
final class CountTooSoon extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Duration pause;

    /** Try again after this. */
    CountTooSoon(Duration pause) {
        super("counted by another server", null, false, false);
        this.pause = pause;
    }

    Duration pause() {
        return pause;
    }
}
