package io.flowkeep.moving;

import io.flowkeep.files.FileKey;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * Files from a tar with entries {@code team/project/path}. Folders and a server's own files are
 * read over; links and the like are given as what cannot be moved.
 */
final class TarSource implements Source<FileRecord> {
    private static final String HERE = "./";

    /** What a server keeps for itself in a files folder. */
    private static final String OWN_FOLDER = ".flowkeep/";

    private static final int BUFFER_BYTES = 256 * 1024;

    private final BufferedInputStream in;
    private final NamedTar tar;
    private final long size;
    private long entries;
    private long done;
    private boolean begun;
    private boolean ended;

    /**
     * Reads a stream and closes it in the end.
     *
     * @param size how long the stream is; -1 if that is not known
     */
    TarSource(InputStream in, long size) {
        this.in = new BufferedInputStream(in, BUFFER_BYTES);
        this.tar = new NamedTar(this.in);
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
        if (!begun) {
            begun = true;
            PackedStream.requireNone(in);
        }
        Optional<TarArchiveEntry> entry = tar.next();
        entries += entry.isPresent() ? 1 : 0;
        done = tar.getBytesRead();
        return entry;
    }

    @Override
    public Optional<SourceItem<FileRecord>> next() throws IOException {
        if (ended) {
            return Optional.empty();
        }
        for (Optional<TarArchiveEntry> entry = entry(); entry.isPresent(); entry = entry()) {
            Optional<String> name = tar.name(entry.get()).map(TarSource::fromHere);
            boolean isOwn = name.isPresent() && name.get().startsWith(OWN_FOLDER);
            if (!entry.get().isDirectory() && !isOwn) {
                return Optional.of(
                        name.isPresent()
                                ? piece(name.get(), entry.get())
                                : unspeakable(entry.get()));
            }
        }
        ended = true;
        return end();
    }

    /** What is wrong with how the tar ends, if anything is. */
    private Optional<SourceItem<FileRecord>> end() throws IOException {
        String position = Long.toString(entries);
        String place = "behind entry " + entries;
        if (!tar.isMarkedAsEnded()) {
            return Optional.of(
                    new SourceItem.Bad<>(
                            position,
                            place,
                            "the tar ends without the mark that ends one, so it may be cut off"));
        }
        return hasMore()
                ? Optional.of(
                        new SourceItem.Bad<>(
                                position,
                                place,
                                "the tar ends here, but another one or something else follows,"
                                        + " which was not read"))
                : Optional.empty();
    }

    private boolean hasMore() throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            for (int i = 0; i < read; i++) {
                if (buffer[i] != 0) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String fromHere(String name) {
        return name.startsWith(HERE) ? name.substring(HERE.length()) : name;
    }

    private SourceItem<FileRecord> unspeakable(TarArchiveEntry entry) {
        String name = entry.getName().replaceAll("[^ -~]", "?");
        return new SourceItem.Bad<>(Long.toString(entries), shown(name), "the name is not UTF-8");
    }

    private SourceItem<FileRecord> piece(String name, TarArchiveEntry entry) {
        String position = Long.toString(entries);
        if (!isPlain(entry)) {
            return new SourceItem.Bad<>(position, shown(name), "no plain file but " + kind(entry));
        }
        Optional<FileKey> key = FileKeyText.parse(name);
        if (key.isEmpty()) {
            return new SourceItem.Bad<>(
                    position, shown(name), "the name is not team/project/path in normal form");
        }
        Instant modified = entry.getLastModifiedTime().toInstant();
        FileRecord file =
                new FileRecord(
                        key.get(),
                        () ->
                                new FileRecord.Reading(
                                        entry.getSize(), modified, new EntryStream(tar)),
                        false);
        String text = FileKeyText.text(key.get());
        return new SourceItem.Good<>(position, text, text, 1, file);
    }

    /** By its type alone: the library takes a pipe or a device for a file. */
    private static boolean isPlain(TarArchiveEntry entry) {
        return switch (entry.getLinkFlag()) {
            case TarConstants.LF_OLDNORM, TarConstants.LF_NORMAL, TarConstants.LF_CONTIG ->
                    !entry.isSparse();
            default -> false;
        };
    }

    private static String kind(TarArchiveEntry entry) {
        if (entry.isSparse()) {
            return "one with holes: pack it without --sparse";
        }
        return switch (entry.getLinkFlag()) {
            case TarConstants.LF_LINK -> "another name of a file (a hard link)";
            case TarConstants.LF_SYMLINK -> "a link";
            case TarConstants.LF_FIFO -> "a pipe";
            case TarConstants.LF_CHR, TarConstants.LF_BLK -> "a device";
            default -> "an entry of type '" + (char) entry.getLinkFlag() + "'";
        };
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
