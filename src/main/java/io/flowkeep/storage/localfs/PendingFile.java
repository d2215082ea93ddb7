package io.flowkeep.storage.localfs;

import io.flowkeep.files.FileVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a file will be after some small changes that are not carried out yet. One batch on one
 * thread only.
 */
final class PendingFile {
    private final Path path;
    private final String name;
    private final boolean existed;
    private final long oldSize;

    /** The old content; empty unless the file existed and was small. */
    private final byte[] oldContent;

    private final List<JournalRecord> records = new ArrayList<>();
    private boolean exists;
    private long size;

    /** The whole content if {@link #replaced}, else what comes after the old content. */
    private byte[] fresh = {};

    private boolean replaced;

    private PendingFile(
            ResolvedKey.Inside place, boolean existed, long oldSize, byte[] oldContent) {
        this.path = place.path();
        this.name = place.name();
        this.existed = existed;
        this.exists = existed;
        this.oldSize = oldSize;
        this.size = oldSize;
        this.oldContent = oldContent;
    }

    static PendingFile ofAbsent(ResolvedKey.Inside place) {
        return new PendingFile(place, false, 0, new byte[0]);
    }

    static PendingFile of(ResolvedKey.Inside place, FileState.Regular file) throws IOException {
        byte[] content =
                file.isSmall()
                        ? Uninterrupted.run(() -> PlainFiles.read(place.path(), (int) file.size()))
                        : new byte[0];
        return new PendingFile(place, true, file.isSmall() ? content.length : file.size(), content);
    }

    boolean existed() {
        return existed;
    }

    boolean exists() {
        return exists;
    }

    long size() {
        return size;
    }

    byte[] oldContent() {
        return oldContent;
    }

    List<JournalRecord> records() {
        return records;
    }

    void put(byte[] content) {
        records.add(new JournalRecord.Put(name, content));
        fresh = content;
        replaced = true;
        exists = true;
        size = content.length;
    }

    void append(byte[] bytes) {
        records.add(new JournalRecord.Append(name, size, bytes));
        byte[] longer = Arrays.copyOf(fresh, fresh.length + bytes.length);
        System.arraycopy(bytes, 0, longer, fresh.length, bytes.length);
        fresh = longer;
        exists = true;
        size += bytes.length;
    }

    /** The content as it stands, if the file is small. */
    Optional<byte[]> smallContent() {
        if (size > LocalFileStore.SMALL_BYTES) {
            return Optional.empty();
        }
        if (replaced || oldSize == 0) {
            return Optional.of(fresh);
        }
        byte[] content = Arrays.copyOf(oldContent, oldContent.length + fresh.length);
        System.arraycopy(fresh, 0, content, oldContent.length, fresh.length);
        return Optional.of(content);
    }

    /** Writes the drafted state to the plain file. */
    void carryOut(TemporaryFiles temporary) throws IOException {
        if (!existed) {
            PlainFiles.writeNew(path, fresh);
        } else if (!replaced) {
            PlainFiles.writeAt(path, fresh, oldSize);
        } else if (overwrites()) {
            PlainFiles.overwrite(path, fresh, oldSize, Flushing.NONE);
        } else {
            // A reader may have the old file open: its bytes must not change.
            Path hidden = temporary.next();
            try {
                PlainFiles.writeNew(hidden, fresh);
                temporary.moveIntoPlace(hidden, path);
            } catch (IOException e) {
                PlainFiles.remove(hidden, Flushing.NONE);
                throw e;
            }
        }
    }

    /** Puts the plain file back, durably. */
    void undo(Flushing flushing) throws IOException {
        if (!existed) {
            PlainFiles.remove(path, flushing);
        } else if (!replaced) {
            PlainFiles.cut(path, oldSize, flushing);
        } else if (overwrites()) {
            PlainFiles.overwrite(path, oldContent, size, flushing);
        }
    }

    /** True if another file takes the old one's place. */
    boolean movesAnotherIn() {
        return existed && replaced && !overwrites();
    }

    private boolean overwrites() {
        return oldSize <= LocalFileStore.SMALL_BYTES && size <= LocalFileStore.SMALL_BYTES;
    }

    /** The version of a state that the file went through. */
    static FileVersion version(
            Path path, Optional<byte[]> smallContent, long size, BasicFileAttributes attributes)
            throws IOException {
        return smallContent.isPresent()
                ? VersionTags.ofBytes(smallContent.get(), attributes.lastModifiedTime())
                : VersionTags.ofFile(path, attributes, size);
    }
}
