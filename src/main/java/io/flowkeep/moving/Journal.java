package io.flowkeep.moving;

import io.flowkeep.json.Json;
import io.flowkeep.json.JsonSyntaxException;
import io.flowkeep.text.Utf8;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a move has done so far, in a file of JSON lines: first what is moved where, then one line
 * per record, with marks in between that say up to where the target is safe. An interrupted move
 * goes on behind the last mark; what follows it is cut off. The same lines tell at the end what is
 * to be checked and what was skipped, so memory does not grow with the number of records.
 *
 * <p>For one thread.
 */
public final class Journal implements AutoCloseable {
    private static final String MOVE = "move";
    private static final String SAVED = "saved";
    private static final int FORMAT = 1;

    private final Path file;
    private final FileChannel channel;
    private final OutputStream out;
    private Saved last = Saved.NOTHING;
    private MoveCounts tally = MoveCounts.NONE;
    private String position = "";

    /** What became of one record. */
    public sealed interface Entry {
        /** Where the source was after it. */
        String position();

        /** What it is called. */
        String key();

        /** The target has it. */
        record Kept(String position, String key, PutResult.How how, String checksum)
                implements Entry {}

        /** The target does not have it. */
        record Skipped(String position, String key, String reason) implements Entry {}
    }

    /**
     * Up to where an earlier run came.
     *
     * @param position of the source; empty if nothing was done
     * @param length of the file that is the target
     * @param bytes of the journal up to here
     */
    private record Saved(String position, long length, long bytes) {
        static final Saved NOTHING = new Saved("", 0, 0);
    }

    /** The file is the journal of something else; the message is for the operator. */
    public static final class Misfit extends Exception {
        private static final long serialVersionUID = 1;

        Misfit(String message) {
            super(message, null, false, false);
        }
    }

    /** Sees the entries in their order. */
    @FunctionalInterface
    public interface Reader {
        /** One entry. */
        void read(Entry entry) throws IOException;
    }

    private Journal(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
        this.out = new BufferedOutputStream(Channels.newOutputStream(channel));
    }

    /**
     * Opens the journal of a move, a new one if there is none.
     *
     * @param move says what is moved where; the same text for the same move
     * @throws Misfit the file is the journal of another move, or none at all
     */
    public static Journal open(Path file, String move) throws IOException, Misfit {
        FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        try {
            Journal journal = new Journal(file, channel);
            journal.begin(move);
            return journal;
        } catch (IOException | Misfit | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private void begin(String move) throws IOException, Misfit {
        if (channel.size() == 0) {
            write(Json.object().put(MOVE, move).put("format", FORMAT));
            save(0);
            return;
        }
        requireSame(move);
        recall();
        channel.truncate(last.bytes());
        channel.position(last.bytes());
    }

    private void requireSame(String move) throws IOException, Misfit {
        try (BufferedReader lines = lines()) {
            String line = lines.readLine();
            JsonNode header = line == null ? Json.object() : Json.parseStored(line);
            if (!header.path(MOVE).isString()) {
                throw new Misfit(file + " is no journal of a move");
            }
            if (!header.path(MOVE).stringValue().equals(move)
                    || header.path("format").asInt(0) != FORMAT) {
                throw new Misfit(
                        file
                                + " is the journal of another move: "
                                + header.path(MOVE).stringValue()
                                + "; take up that one, or remove the file, or name another with"
                                + " --resume");
            }
        } catch (JsonSyntaxException _) {
            throw new Misfit(file + " is no journal of a move");
        }
    }

    /** Finds the last mark and counts what is before it. */
    private void recall() throws IOException {
        MoveCounts counted = MoveCounts.NONE;
        String at = "";
        long bytes = 0;
        try (BufferedReader lines = lines()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                bytes += Utf8.length(line) + 1L;
                JsonNode json = parsed(line);
                if (json.has(SAVED) && bytes <= channel.size()) {
                    last = new Saved(at, json.path(SAVED).asLong(0), bytes);
                    tally = counted;
                }
                Optional<Entry> entry = entry(json);
                if (entry.isPresent()) {
                    counted = counted.with(entry.get());
                    at = entry.get().position();
                }
            }
        }
        position = last.position();
    }

    /** Accepts a file that ends in the middle of a character. */
    private BufferedReader lines() throws IOException {
        return new BufferedReader(
                new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8));
    }

    /** An incomplete line counts as missing. */
    private static JsonNode parsed(String line) {
        try {
            return Json.parseStored(line);
        } catch (JsonSyntaxException _) {
            return Json.object();
        }
    }

    private static Optional<Entry> entry(JsonNode json) {
        String at = json.path("at").asString("");
        String key = json.path("key").asString("");
        if (json.has("skipped")) {
            return Optional.of(new Entry.Skipped(at, key, json.path("skipped").asString("")));
        }
        if (json.has("did")) {
            PutResult.How how = PutResult.How.valueOf(json.path("did").asString(""));
            return Optional.of(new Entry.Kept(at, key, how, json.path("sha256").asString("")));
        }
        return Optional.empty();
    }

    /** Where the source was when the last mark was set; empty if nothing was done before it. */
    public String position() {
        return last.position();
    }

    /** How long the file was that is the target, when the last mark was set. */
    public long length() {
        return last.length();
    }

    /** What was done so far, in earlier runs and in this one. */
    public MoveCounts tally() {
        return tally;
    }

    /** Notes what became of a record. */
    void add(Entry entry) throws IOException {
        ObjectNode json = Json.object().put("at", entry.position()).put("key", entry.key());
        switch (entry) {
            case Entry.Kept kept ->
                    json.put("did", kept.how().name()).put("sha256", kept.checksum());
            case Entry.Skipped skipped -> json.put("skipped", skipped.reason());
        }
        write(json);
        tally = tally.with(entry);
        position = entry.position();
    }

    /** Marks that everything noted so far is safe in the target, which is so long. */
    void save(long length) throws IOException {
        write(Json.object().put(SAVED, length));
        out.flush();
        channel.force(false);
        last = new Saved(position, length, channel.position());
    }

    private void write(ObjectNode line) throws IOException {
        out.write(Json.bytes(line));
        out.write('\n');
    }

    /** Reads all entries; after {@link #save}. */
    public void read(Reader reader) throws IOException {
        try (BufferedReader lines = lines()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Optional<Entry> entry = entry(parsed(line));
                if (entry.isPresent()) {
                    reader.read(entry.get());
                }
            }
        }
    }

    /** Removes the file: the move has come to its end. */
    public void delete() throws IOException {
        channel.close();
        Files.deleteIfExists(file);
    }

    /** Closes the file and leaves it for a later run. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
