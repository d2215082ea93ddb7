package io.flowkeep.moving;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * Files into a tar with entries {@code team/project/path}, in the POSIX form (pax), which knows any
 * name and any length.
 */
final class TarTarget implements Target<FileRecord> {
    private static final int READABLE = 0_100_644;

    private final Output output;
    private final TarArchiveOutputStream tar;

    /** Writes to an output and closes it in the end. */
    TarTarget(Output output) {
        this.output = output;
        this.tar = new TarArchiveOutputStream(output.stream(), StandardCharsets.UTF_8.name());
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
    }

    @Override
    public int atOnce() {
        return 1;
    }

    @Override
    public PutResult put(SourceItem.Good<FileRecord> piece, Mode mode) throws IOException {
        try (FileRecord.Reading reading = piece.content().content().open()) {
            TarArchiveEntry entry = new TarArchiveEntry(piece.key());
            entry.setSize(reading.sizeBytes());
            entry.setMode(READABLE);
            entry.setLastModifiedTime(FileTime.from(reading.modified()));
            tar.putArchiveEntry(entry);
            String checksum = Checksums.copy(reading.stream(), tar);
            tar.closeArchiveEntry();
            return new PutResult.Done(PutResult.How.MOVED, checksum);
        } catch (FileRecord.Unreadable e) {
            return new PutResult.Refused(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public long save() throws IOException {
        tar.flush();
        return output.save();
    }

    /** Ends the tar, so that it can be read. */
    @Override
    public Optional<Check> check() throws IOException {
        tar.finish();
        long _ = output.save();
        return output.again().map(in -> new SideBySide(new TarSource(in, -1)));
    }

    @Override
    public void close() throws IOException {
        output.close();
    }

    /** Reads the entries side by side with the keys that are asked for. */
    private record SideBySide(TarSource tar) implements Check {
        @Override
        public Optional<String> checksum(String key) throws IOException {
            Optional<SourceItem<FileRecord>> piece = tar.next();
            if (piece.isPresent()
                    && piece.get() instanceof SourceItem.Good<FileRecord> good
                    && good.key().equals(key)) {
                try (InputStream content = good.content().content().open().stream()) {
                    return Optional.of(Checksums.of(content));
                }
            }
            return Optional.empty();
        }

        @Override
        public void close() throws IOException {
            tar.close();
        }
    }
}
