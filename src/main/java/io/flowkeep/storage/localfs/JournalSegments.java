package io.flowkeep.storage.localfs;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The journal's folder: the segment that is written now, and emptied segments that wait to be used
 * again. {@link #begin} and {@link #retireUsed} are for the journal's thread, {@link #free} for the
 * checkpoint's.
 */
final class JournalSegments {
    /** More would only occupy disk space; at full load one is filled while another is flushed. */
    private static final int MAX_SPARES = 2;

    private final Path folder;
    private final int segmentBytes;
    private final Flushing flushing;
    private final Deque<Path> spares = new ArrayDeque<>();
    private @Nullable JournalSegment current;
    private long lastNumber;
    private long spareCount;

    JournalSegments(Path folder, int segmentBytes, Flushing flushing) {
        this.folder = folder;
        this.segmentBytes = segmentBytes;
        this.flushing = flushing;
    }

    /** The segments that a crash has left, oldest first. */
    static List<Path> leftovers(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.log")) {
            files.forEach(found::add);
        }
        found.sort(Comparator.comparing(file -> file.getFileName().toString()));
        return found;
    }

    boolean hasRoomFor(int bytes) {
        JournalSegment segment = current;
        return segment != null && segment.hasRoomFor(bytes);
    }

    JournalSegment current() {
        JournalSegment segment = current;
        if (segment == null) {
            throw new IllegalStateException("no journal segment has been begun");
        }
        return segment;
    }

    /** Makes a new segment current. If it fails, there is none. */
    void begin(long firstSequence) throws IOException {
        Path spare = takeSpare();
        Path file = folder.resolve(JournalSegment.name(lastNumber + 1));
        Files.move(spare, file, StandardCopyOption.ATOMIC_MOVE);
        lastNumber++;
        JournalSegment segment = JournalSegment.begin(file, lastNumber, firstSequence, flushing);
        flushing.forcePath(folder);
        current = segment;
    }

    /** Ends the current segment; empty if there is none or it holds nothing. */
    Optional<JournalSegment> retireUsed() {
        JournalSegment segment = current;
        if (segment == null || (segment.usedBytes() == 0 && segment.hasRoomFor(1))) {
            return Optional.empty();
        }
        current = null;
        return Optional.of(segment);
    }

    /** Takes a segment out of the journal; durable once this returns. */
    void free(JournalSegment segment) throws IOException {
        segment.close();
        synchronized (spares) {
            if (spares.size() < MAX_SPARES) {
                Path spare = folder.resolve("spare-" + ++spareCount);
                Files.move(segment.file(), spare, StandardCopyOption.ATOMIC_MOVE);
                spares.add(spare);
            } else {
                Files.delete(segment.file());
            }
        }
        flushing.forcePath(folder);
    }

    /** Removes what holds nothing: the spares and an unused current segment. */
    void removeUnused() throws IOException {
        JournalSegment segment = current;
        if (segment != null) {
            segment.close();
            Files.deleteIfExists(segment.file());
            current = null;
        }
        removeSpares(folder);
    }

    /** Removes all files that wait to be used, those of a former run included. */
    static void removeSpares(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "spare-*")) {
            for (Path spare : files) {
                Files.deleteIfExists(spare);
            }
        }
    }

    private Path takeSpare() throws IOException {
        synchronized (spares) {
            Path spare = spares.poll();
            if (spare != null) {
                return spare;
            }
            Path made = folder.resolve("spare-" + ++spareCount);
            JournalSegment.fillWithZeros(made, segmentBytes);
            return made;
        }
    }
}
