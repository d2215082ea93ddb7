package io.flowkeep.moving;

import io.flowkeep.json.Json;
import io.flowkeep.text.Utf8;
import java.io.IOException;
import java.util.Optional;

/** Records as JSON lines. */
final class LineTarget<R> implements Target<R> {
    private final LineForm<R> form;
    private final Output output;

    /** Writes to an output and closes it in the end. */
    LineTarget(LineForm<R> form, Output output) {
        this.form = form;
        this.output = output;
    }

    @Override
    public int atOnce() {
        return 1;
    }

    @Override
    public PutResult put(SourceItem.Good<R> piece, Mode mode) throws IOException {
        String text = Json.text(form.json(piece.content()));
        output.stream().write(Utf8.bytes(text + "\n"));
        return new PutResult.Done(PutResult.How.MOVED, Checksums.of(text));
    }

    @Override
    public long save() throws IOException {
        return output.save();
    }

    @Override
    public Optional<Check> check() throws IOException {
        return output.again().map(in -> new SideBySide<>(new LineSource<>(form, in, -1), form));
    }

    @Override
    public void close() throws IOException {
        output.close();
    }

    /** Reads the lines side by side with the keys that are asked for. */
    private record SideBySide<R>(LineSource<R> lines, LineForm<R> form) implements Check {
        @Override
        public Optional<String> checksum(String key) throws IOException {
            Optional<SourceItem<R>> piece = lines.next();
            return piece.isPresent()
                            && piece.get() instanceof SourceItem.Good<R> good
                            && good.key().equals(key)
                    ? Optional.of(Checksums.of(Json.text(form.json(good.content()))))
                    : Optional.empty();
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }
}
