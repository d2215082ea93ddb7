package io.flowkeep.storage.localfs;

import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Times for new large files: the clock's, but never the same twice, so that a deleted and a new
 * file with the same inode number and the same size still differ. In microseconds, which every file
 * system in use keeps. Safe for concurrent use.
 */
final class UniqueTimes {
    private final InstantSource clock;
    private final AtomicReference<Instant> last = new AtomicReference<>(Instant.EPOCH);

    UniqueTimes(InstantSource clock) {
        this.clock = clock;
    }

    FileTime next() {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return FileTime.from(
                last.updateAndGet(
                        before -> now.isAfter(before) ? now : before.plus(1, ChronoUnit.MICROS)));
    }
}
