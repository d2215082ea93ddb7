package io.flowkeep.moving;

import io.flowkeep.files.FileKey;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Files from a tar with entries {@code team/project/path}. Folders and a server's own files are
 * read over; links and the like are given as what cannot be moved.
 */
final class TarSource implements Source<FileRecord> {
    private static final String HERE = "./";

    /** What a server keeps for itself in a files folder. */
    private static final String OWN_FOLDER = ".flowkeep/";

    private static final int BUFFER_BYTES = 256 * 1024;

    private final TarArchiveInputStream tar;
    private final long size;
    private long entries;
    private long done;

    /**
     * Reads a stream and closes it in the end.
     *
     * @param size how long the stream is; -1 if that is not known
     */
    TarSource(InputStream in, long size) {
        this.tar =
                new TarArchiveInputStream(
                        new BufferedInputStream(in, BUFFER_BYTES), StandardCharsets.UTF_8.name());
        this.size = size;
    }

    @Override
    public void goOnBehind(String position) throws IOException {
        long behind = Long.parseLong(position);
        while (entries < behind) {
            if (entry().isEmpty()) {
                throw new IOException(
                        "the tar ends before entry " + behind + ", to which an earlier run came");
            }
        }
    }

    private Optional<TarArchiveEntry> entry() throws IOException {
        Optional<TarArchiveEntry> entry = Optional.ofNullable(tar.getNextEntry());
        entries += entry.isPresent() ? 1 : 0;
        done = tar.getBytesRead();
        return entry;
    }

    @Override
    public Optional<Piece<FileRecord>> next() throws IOException {
        for (Optional<TarArchiveEntry> entry = entry(); entry.isPresent(); entry = entry()) {
            String name = name(entry.get());
            if (!entry.get().isDirectory() && !name.startsWith(OWN_FOLDER)) {
                return Optional.of(piece(name, entry.get()));
            }
        }
        return Optional.empty();
    }

    private static String name(TarArchiveEntry entry) {
        String name = entry.getName();
        return name.startsWith(HERE) ? name.substring(HERE.length()) : name;
    }

    private Piece<FileRecord> piece(String name, TarArchiveEntry entry) {
        String position = Long.toString(entries);
        Optional<FileKey> key = FileKeys.parse(name);
        if (key.isEmpty()) {
            return new Piece.Bad<>(
                    position, shown(name), "the name is not team/project/path in normal form");
        }
        if (!entry.isFile() || entry.isLink() || entry.isSymbolicLink() || entry.isSparse()) {
            return new Piece.Bad<>(position, shown(name), "no plain file");
        }
        Instant modified = entry.getLastModifiedTime().toInstant();
        FileRecord file =
                new FileRecord(
                        key.get(),
                        () ->
                                new FileRecord.Reading(
                                        entry.getSize(), modified, new EntryStream(tar)),
                        false);
        String text = FileKeys.text(key.get());
        return new Piece.Good<>(position, text, text, 1, file);
    }

    private String shown(String name) {
        return "entry " + entries + " (" + name + ")";
    }

    @Override
    public int atOnce() {
        return 1;
    }

    @Override
    public Unit unit() {
        return Unit.BYTES;
    }

    @Override
    public long done() {
        return done;
    }

    @Override
    public long total() {
        return size;
    }

    @Override
    public void close() throws IOException {
        tar.close();
    }

    /** The entry that is read now; closing it leaves the tar open. */
    private static final class EntryStream extends FilterInputStream {
        EntryStream(InputStream tar) {
            super(tar);
        }

        @Override
        public void close() {}
    }
}
