package io.flowkeep.moving;

import io.flowkeep.files.Charge;
import io.flowkeep.files.Described;
import io.flowkeep.files.FileKey;
import io.flowkeep.files.FileStore;
import io.flowkeep.files.Missing;
import io.flowkeep.files.Obstacle;
import io.flowkeep.files.Opened;
import io.flowkeep.files.Precondition;
import io.flowkeep.files.PreconditionFailed;
import io.flowkeep.files.Saved;
import io.flowkeep.files.Terms;
import io.flowkeep.ids.ProjectId;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Files into a store. No quota is asked; usage is left to be counted anew. */
final class FileTarget implements Target<FileRecord> {
    private static final int AT_ONCE = 16;

    private final FileStore store;
    private final Consumer<ProjectId> changing;
    private final Runnable closing;
    private final Set<ProjectId> changed = ConcurrentHashMap.newKeySet();

    /**
     * Writes into a store; {@code closing} ends it.
     *
     * @param changing is told of each project before the first change in it; safe for concurrent
     *     use
     */
    FileTarget(FileStore store, Consumer<ProjectId> changing, Runnable closing) {
        this.store = store;
        this.changing = changing;
        this.closing = closing;
    }

    @Override
    public int atOnce() {
        return AT_ONCE;
    }

    @Override
    public PutResult put(SourceItem.Good<FileRecord> piece, Mode mode) throws IOException {
        FileRecord file = piece.content();
        Runnable question =
                () -> {
                    var _ = store.projects(file.key().team());
                };
        return file.canRepeat()
                ? Refusals.put(() -> put(file, mode), question)
                : Refusals.putOnce(() -> put(file, mode), question);
    }

    private PutResult put(FileRecord file, Mode mode) throws IOException {
        try {
            return switch (store.stat(file.key())) {
                case Missing _ -> mode == Mode.LOOK ? looked() : add(file);
                case Described.Found(var version) -> meet(file, version.sizeBytes(), mode);
                case Obstacle obstacle -> new PutResult.Refused(Obstacles.inTheTarget(obstacle));
            };
        } catch (FileRecord.Unreadable e) {
            return new PutResult.Refused(String.valueOf(e.getMessage()));
        }
    }

    private static PutResult looked() {
        return new PutResult.Done(PutResult.How.MOVED, "");
    }

    private PutResult add(FileRecord file) throws IOException {
        return write(file, new Precondition.Absent(), PutResult.How.MOVED);
    }

    /** Something is there under the name. */
    private PutResult meet(FileRecord file, long sizeBytes, Mode mode) throws IOException {
        if (mode == Mode.REPLACE && !file.canRepeat()) {
            return write(file, new Precondition.Always(), PutResult.How.REPLACED);
        }
        Optional<String> same = checksumIfSame(file, sizeBytes);
        if (same.isPresent()) {
            return new PutResult.Done(PutResult.How.SAME, same.get());
        }
        return mode == Mode.REPLACE
                ? write(file, new Precondition.Always(), PutResult.How.REPLACED)
                : PutResult.Refused.DIFFERS;
    }

    private Optional<String> checksumIfSame(FileRecord file, long sizeBytes) throws IOException {
        try (FileRecord.Reading reading = file.content().open()) {
            if (reading.sizeBytes() != sizeBytes) {
                return Optional.empty();
            }
            String checksum = Checksums.of(reading.stream());
            return checksum(file.key()).filter(checksum::equals);
        }
    }

    private PutResult write(FileRecord file, Precondition precondition, PutResult.How how)
            throws IOException {
        if (changed.add(file.key().project())) {
            changing.accept(file.key().project());
        }
        try (FileRecord.Reading reading = file.content().open()) {
            MessageDigest digest = Checksums.sha256();
            InputStream content = new DigestInputStream(unclosed(reading.stream()), digest);
            Terms terms = new Terms(precondition, Free.OF_CHARGE);
            return switch (store.replace(file.key(), content, terms)) {
                case Saved.Written _ -> new PutResult.Done(how, Checksums.hex(digest.digest()));
                case Saved.NoSpace _ -> throw new IOException("no space is left in the target");
                case Saved.OverQuota _ ->
                        throw new IllegalStateException("a quota was asked that is not there");
                case PreconditionFailed _ -> PutResult.Refused.DIFFERS;
                case Obstacle obstacle -> new PutResult.Refused(Obstacles.inTheTarget(obstacle));
            };
        }
    }

    private static InputStream unclosed(InputStream stream) {
        return new FilterInputStream(stream) {
            @Override
            public int read(byte[] buffer, int offset, int count) throws IOException {
                return in.read(buffer, offset, count);
            }

            @Override
            public void close() {}
        };
    }

    private Optional<String> checksum(FileKey key) throws IOException {
        if (store.open(key, FileStore.Wanted.WHOLE) instanceof Opened.Found(var _, var content)) {
            try (InputStream stream = ContentStream.of(content)) {
                return Optional.of(Checksums.of(stream));
            }
        }
        return Optional.empty();
    }

    @Override
    public long save() {
        return 0; // every change is durable when it returns
    }

    @Override
    public Optional<Check> check() {
        return Optional.of(
                new Check() {
                    @Override
                    public Optional<String> checksum(String key) throws IOException {
                        Optional<FileKey> file = FileKeyText.parse(key);
                        return file.isPresent()
                                ? FileTarget.this.checksum(file.get())
                                : Optional.empty();
                    }

                    @Override
                    public void close() {}
                });
    }

    @Override
    public void close() {
        closing.run();
    }

    /** Allows every change. */
    private enum Free implements Charge {
        OF_CHARGE;

        @Override
        public boolean create(long newBytes) {
            return true;
        }

        @Override
        public boolean change(long oldBytes, long newBytes) {
            return true;
        }

        @Override
        public void removed(long oldBytes) {}

        @Override
        public void undo() {}

        @Override
        public long limitBytes() {
            return Long.MAX_VALUE;
        }
    }
}
