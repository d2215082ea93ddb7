package io.flowkeep.storage.localfs;

import io.flowkeep.faults.Durability;
import io.flowkeep.faults.StoreCorrupt;
import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.files.FileStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open files folder: locked against a second server, restored to what had been answered before a
 * crash, and cleared of temporary files. Safe for concurrent use.
 */
public final class LocalFiles implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalFiles.class);

    private final Path ownFolder;
    private final Soundness soundness;
    private final WriteJournal journal;
    private final FileChannel lock;
    private final FileStore store;

    private LocalFiles(
            SafeRoot root,
            Flushing flushing,
            InstantSource clock,
            JournalLimits limits,
            FileChannel lock)
            throws IOException {
        this.ownFolder = root.root().resolve(SafeRoot.OWN_FOLDER);
        this.soundness = new Soundness();
        this.lock = lock;
        Path journalFolder = Files.createDirectories(ownFolder.resolve("journal"));
        Path temporaryFolder = Files.createDirectories(ownFolder.resolve("tmp"));
        TemporaryFiles temporary = new TemporaryFiles(temporaryFolder, flushing);
        long replayed = Replay.run(root.root(), journalFolder, temporary, flushing);
        if (replayed > 0) {
            LOG.info("the last run did not end cleanly: {} changes replayed", replayed);
        }
        temporary.sweep();
        flushing.forcePath(ownFolder);
        flushing.forcePath(root.root());
        JournalSegments segments =
                new JournalSegments(journalFolder, limits.segmentBytes(), flushing);
        Checkpoint checkpoint = new Checkpoint(segments, flushing, soundness, limits);
        this.journal = WriteJournal.start(segments, checkpoint, flushing, soundness, limits);
        Redo redo = new Redo(journal, soundness);
        ParentFolders folders = new ParentFolders(root.root());
        this.store =
                new LocalFileStore(
                        root,
                        new LocalFileStore.Parts(
                                soundness,
                                new ReceivedContent.Dock(
                                        temporary, flushing, new UniqueTimes(clock)),
                                new SmallWrites(redo, folders, temporary, flushing),
                                new LargeWrites(redo, folders, temporary, flushing),
                                new Deletions(redo),
                                limits.entryBytes(),
                                this::close));
    }

    /**
     * Opens a folder, which is made if it is missing. An existing one is taken over as it is.
     *
     * @param clock gives the times of new large files
     * @throws StoreUnavailable if another server has it open, or if it cannot be used
     * @throws StoreCorrupt if the journal of a crashed run is damaged; nothing has been changed
     */
    public static LocalFiles open(Path root, Durability durability, InstantSource clock) {
        return open(root, durability, clock, JournalLimits.USUAL);
    }

    static LocalFiles open(
            Path root, Durability durability, InstantSource clock, JournalLimits limits) {
        try {
            Path real = Files.createDirectories(root.toAbsolutePath()).toRealPath();
            FileChannel lock = lock(Files.createDirectories(real.resolve(SafeRoot.OWN_FOLDER)));
            boolean opened = false;
            try {
                LocalFiles files =
                        new LocalFiles(
                                new SafeRoot(real), new Flushing(durability), clock, limits, lock);
                opened = true;
                return files;
            } finally {
                if (!opened) {
                    lock.close();
                }
            }
        } catch (IOException e) {
            throw LocalErrors.unavailable("open the files folder " + root, e);
        }
    }

    private static FileChannel lock(Path ownFolder) throws IOException {
        Path file = ownFolder.resolve("lock");
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        Optional<FileLock> lock;
        try {
            lock = Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException _) {
            lock = Optional.empty();
        }
        if (lock.isEmpty()) {
            channel.close();
            throw new StoreUnavailable(
                    "another server is using this files folder (it holds " + file + ")", null);
        }
        return channel;
    }

    /** The store; closing it closes this. */
    public FileStore store() {
        return store;
    }

    /** Where the server may keep its own things about these files, such as the usage ledger. */
    public Path ownFolder() {
        return ownFolder;
    }

    /** Why changes are refused, for the readiness check; empty while all is well. */
    public Optional<String> trouble() {
        return soundness.trouble();
    }

    /**
     * Waits for running operations, flushes everything and empties the journal, so that the folder
     * is again nothing but plain files. Twice is harmless.
     */
    @Override
    public void close() {
        if (!soundness.close()) {
            return;
        }
        journal.close();
        try {
            lock.close();
        } catch (IOException e) {
            throw LocalErrors.unavailable("let go of " + ownFolder, e);
        }
    }
}
