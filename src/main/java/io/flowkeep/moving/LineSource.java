package io.flowkeep.moving;

import io.flowkeep.json.Json;
import io.flowkeep.json.JsonSyntaxException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Records from JSON lines. Blank lines are read over, broken ones are given as such with their
 * number.
 */
final class LineSource<R> implements Source<R> {
    private static final int AT_ONCE = 64;

    private final LineForm<R> form;
    private final Lines lines;
    private final long size;

    /**
     * Reads a stream and closes it in the end.
     *
     * @param size how long the stream is; -1 if that is not known
     */
    LineSource(LineForm<R> form, InputStream in, long size) {
        this.form = form;
        this.lines = new Lines(in);
        this.size = size;
    }

    @Override
    public void goOnBehind(String position) throws IOException {
        long behind = Long.parseLong(position);
        while (lines.count() < behind) {
            if (lines.next().isEmpty()) {
                throw new IOException(
                        "the lines end before line " + behind + ", to which an earlier run came");
            }
        }
    }

    @Override
    public Optional<SourceItem<R>> next() throws IOException {
        for (Optional<Lines.Line> line = lines.next(); line.isPresent(); line = lines.next()) {
            switch (line.get()) {
                case Lines.Line.Unusable(var reason) -> {
                    return Optional.of(bad(reason));
                }
                case Lines.Line.Text(var text) -> {
                    if (!text.isBlank()) {
                        return Optional.of(piece(text));
                    }
                }
            }
        }
        return Optional.empty();
    }

    private SourceItem<R> piece(String text) {
        try {
            if (!(Json.parseStored(text) instanceof ObjectNode object)) {
                return bad("the line is no JSON object");
            }
            R item = form.read(object);
            return new SourceItem.Good<>(
                    position(), form.key(item), form.lane(item), 2L * text.length(), item);
        } catch (JsonSyntaxException | LineForm.Misshapen e) {
            return bad(String.valueOf(e.getMessage()));
        }
    }

    private SourceItem<R> bad(String reason) {
        return new SourceItem.Bad<>(position(), "line " + lines.count(), reason);
    }

    private String position() {
        return Long.toString(lines.count());
    }

    @Override
    public int atOnce() {
        return AT_ONCE;
    }

    @Override
    public Unit unit() {
        return Unit.BYTES;
    }

    @Override
    public long done() {
        return lines.bytes();
    }

    @Override
    public long total() {
        return size;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
