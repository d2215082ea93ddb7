package io.flowkeep.storage.localfs;

import io.flowkeep.faults.Durability;
import io.flowkeep.faults.StoreCorrupt;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the plain files to the state that the journal of a crashed server says they were in.
 *
 * <p>The journal is read three times, one segment in memory at a time, so that memory depends on
 * the number of files and not on the bytes. First: is it whole, and which records were taken back?
 * Second: from which record on does each file's history matter? A {@link JournalRecord.Put}, {@link
 * JournalRecord.Delete} or {@link JournalRecord.Move} makes all that came before it irrelevant, and
 * so does a {@link JournalRecord.GrowEnd}, which is only logged once the file itself is on the
 * disk. Third: carry out what matters, in order.
 *
 * <p>Every step has the same result however much of it had already reached the disk, so a crash
 * during a replay is repaired by the next replay. The journal is removed only after all files and
 * folders have been flushed.
 *
 * <p>The end of the journal is the first record that is not good: the group that was being written
 * when the power failed, which was never answered. A bad record in the middle (more segments
 * follow) is damage: the store refuses to open, since what follows may depend on what is lost. With
 * {@link Durability#OS} a power cut can do that without any fault of the disk; there the history
 * ends at the gap.
 */
final class Replay {
    private static final Logger LOG = LoggerFactory.getLogger(Replay.class);

    private final Path root;
    private final Path journal;
    private final TemporaryFiles temporary;
    private final Flushing flushing;
    private final Set<Long> cancelled = new HashSet<>();
    private final Map<String, Long> relevantFrom = new HashMap<>();
    private final Set<Path> touched = new HashSet<>();

    private Replay(Path root, Path journal, TemporaryFiles temporary, Flushing flushing) {
        this.root = root;
        this.journal = journal;
        this.temporary = temporary;
        this.flushing = flushing;
    }

    /**
     * Replays and removes what is in the journal's folder.
     *
     * @return how many records were carried out
     * @throws StoreCorrupt if the journal is damaged
     */
    static long run(Path root, Path journal, TemporaryFiles temporary, Flushing flushing)
            throws IOException {
        return new Replay(root, journal, temporary, flushing).run();
    }

    private record Part(Path file, long number, long firstSequence) {}

    private long run() throws IOException {
        List<Path> files = JournalSegments.leftovers(journal);
        List<Part> parts = readable(files);
        long[] carriedOut = {0};
        long end = scanAll(parts, this::noteCancelled, Long.MAX_VALUE);
        scanAll(parts, this::noteRelevance, end);
        scanAll(
                parts,
                (sequence, item) -> {
                    if (matters(sequence, item)) {
                        carriedOut[0]++;
                        carryOut(item);
                    }
                },
                end);
        for (Path path : touched) {
            flushing.forcePath(path);
        }
        for (Path file : files) {
            Files.deleteIfExists(file);
            flushing.forcePath(journal);
        }
        JournalSegments.removeSpares(journal);
        return carriedOut[0];
    }

    private List<Part> readable(List<Path> files) throws IOException {
        List<Part> parts = new ArrayList<>();
        for (Path file : files) {
            String name = file.getFileName().toString();
            long number = Long.parseLong(name.substring(0, name.indexOf('.')));
            long first = JournalSegment.firstSequence(read(file), number);
            if (first >= 0) {
                parts.add(new Part(file, number, first));
            } else {
                // Its header was never finished, so nothing was ever logged in it.
                LOG.info("journal file {} was never begun", name);
            }
        }
        return parts;
    }

    /** What is done with each record and its sequence number. */
    private interface Visitor {
        void visit(long sequence, JournalRecord item) throws IOException;
    }

    /** Visits all good records below a sequence number; returns the number after the last. */
    private long scanAll(List<Part> parts, Visitor visitor, long end) throws IOException {
        long next = parts.isEmpty() ? 0 : parts.getFirst().firstSequence();
        for (Part part : parts) {
            if (next >= end) {
                return next;
            }
            if (part.firstSequence() != next) {
                return gap(part, next);
            }
            next = scan(part, visitor);
        }
        return next;
    }

    private long gap(Part part, long next) {
        String what =
                "the file journal has a gap: " + part.file() + " does not continue at " + next;
        if (flushing.isDone()) {
            throw new StoreCorrupt(what, null);
        }
        LOG.warn("{}; what comes after it is lost", what);
        return next;
    }

    private long scan(Part part, Visitor visitor) throws IOException {
        ByteBuffer bytes = read(part.file());
        long sequence = part.firstSequence();
        int offset = JournalSegment.HEADER_BYTES;
        int length = JournalSegment.recordLength(bytes, offset, part.number(), sequence);
        while (length >= 0) {
            ByteBuffer body = bytes.slice(offset + JournalSegment.FRAME_BYTES, length);
            JournalRecord item =
                    JournalRecord.decode(body)
                            .orElseThrow(() -> new StoreCorrupt("unknown record in " + part, null));
            visitor.visit(sequence, item);
            sequence++;
            offset += JournalSegment.FRAME_BYTES + length;
            length = JournalSegment.recordLength(bytes, offset, part.number(), sequence);
        }
        return sequence;
    }

    private static ByteBuffer read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) channel.size());
            int count = 0;
            while (bytes.hasRemaining() && count >= 0) {
                count = channel.read(bytes);
            }
            return bytes.flip();
        }
    }

    private void noteCancelled(long sequence, JournalRecord item) {
        if (item instanceof JournalRecord.Cancel(var first, var last)) {
            for (long number = first; number <= last; number++) {
                cancelled.add(number);
            }
        }
    }

    private void noteRelevance(long sequence, JournalRecord item) {
        if (cancelled.contains(sequence)) {
            return;
        }
        switch (item) {
            case JournalRecord.Put _, JournalRecord.Delete _, JournalRecord.Move _ ->
                    relevantFrom.put(JournalRecord.path(item), sequence);
            case JournalRecord.GrowEnd(var path) -> relevantFrom.put(path, sequence + 1);
            case JournalRecord.Append _, JournalRecord.GrowBegin _, JournalRecord.Cancel _ -> {
                // Depends on what was there before, or concerns no file.
            }
        }
    }

    private boolean matters(long sequence, JournalRecord item) {
        return !(item instanceof JournalRecord.Cancel)
                && !cancelled.contains(sequence)
                && sequence >= relevantFrom.getOrDefault(JournalRecord.path(item), 0L);
    }

    private void carryOut(JournalRecord item) throws IOException {
        Path target = root.resolve(JournalRecord.path(item));
        try {
            ReplayStep.carryOut(root, temporary, target, item);
        } catch (IOException e) {
            throw new IOException("could not replay the change of " + target, e);
        }
        touched.add(target);
        for (Path up = target.getParent(); up != null && up.startsWith(root); up = up.getParent()) {
            touched.add(up);
        }
    }
}
