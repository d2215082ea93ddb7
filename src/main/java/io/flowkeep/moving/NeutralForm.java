package io.flowkeep.moving;

import io.flowkeep.flows.Flow;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/**
 * How records of one kind are kept in a file that any program can read. Stateless.
 *
 * @param <R> the records
 */
public final class NeutralForm<R> {
    /** Flows as JSON lines. */
    public static final NeutralForm<Flow> FLOWS = lines(new FlowForm());

    /** Context as JSON lines. */
    public static final NeutralForm<ScopeRecord> CONTEXT = lines(new ScopeForm());

    /** Files as a tar. */
    public static final NeutralForm<FileRecord> FILES =
            new NeutralForm<>(TarSource::new, TarTarget::new);

    private final Reading<R> reading;
    private final Function<Output, Target<R>> writing;

    private interface Reading<R> {
        Source<R> from(InputStream in, long size);
    }

    private NeutralForm(Reading<R> reading, Function<Output, Target<R>> writing) {
        this.reading = reading;
        this.writing = writing;
    }

    private static <R> NeutralForm<R> lines(LineForm<R> form) {
        return new NeutralForm<>(
                (in, size) -> new LineSource<>(form, in, size),
                output -> new LineTarget<>(form, output));
    }

    /**
     * Reads records; the stream is closed with the source.
     *
     * @param size of the stream, -1 if it is not known
     */
    public Source<R> source(InputStream in, long size) {
        return reading.from(in, size);
    }

    /**
     * Writes records to a file.
     *
     * @param length at which the file is cut off first: 0, or what {@link Journal#length} says
     */
    public Target<R> target(Path file, long length) throws IOException {
        return writing.apply(new Output.Growing(file, length));
    }

    /** Writes records to a stream, which stays the caller's. */
    public Target<R> target(OutputStream out) {
        return writing.apply(new Output.Passing(out));
    }

    /** A file as an end of a move. */
    public MoveEnd<R> at(Path file, String shown) {
        return new FileEnd<>(this, file, shown);
    }

    /** Two streams as an end of a move: the one is read from, or the other is written to. */
    public MoveEnd<R> piped(InputStream in, OutputStream out) {
        return new PipeEnd<>(this, in, out);
    }

    private record FileEnd<R>(NeutralForm<R> form, Path path, String shown) implements MoveEnd<R> {
        @Override
        public boolean isThere() {
            return false;
        }

        @Override
        public Optional<Path> file() {
            return Optional.of(path);
        }

        @Override
        public Source<R> source() throws Misuse, IOException {
            if (!Files.exists(path)) {
                throw new Misuse(path + " does not exist");
            }
            return form.source(Files.newInputStream(path), Files.size(path));
        }

        @Override
        public Target<R> target(long length) throws IOException {
            return form.target(path, length);
        }
    }

    private record PipeEnd<R>(NeutralForm<R> form, InputStream in, OutputStream out)
            implements MoveEnd<R> {
        @Override
        public String shown() {
            return "-";
        }

        @Override
        public boolean isThere() {
            return false;
        }

        @Override
        public boolean isPipe() {
            return true;
        }

        @Override
        public Source<R> source() {
            return form.source(in, -1);
        }

        @Override
        public Target<R> target(long length) {
            return form.target(out);
        }
    }
}
