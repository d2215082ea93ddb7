package io.flowkeep.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.flowkeep.files.Traits.Trait;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.io.TempDir;

/** One open store on a scratch folder, and short words for what tests do with it. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
public abstract class OpenFileStore {
    /** Everything in one page. */
    protected static final ListQuery ALL = new ListQuery(ListQuery.MAX_LIMIT, "", false);

    @TempDir Path folder;
    private FileStore store;

    /** Opens the driver on a folder of its own; called again on the same folder to reopen it. */
    protected abstract FileStore open(Path folder);

    @BeforeEach
    final void openStore() {
        store = open(folder);
    }

    @AfterEach
    final void closeStore() {
        store.close();
    }

    /** The store under test. */
    protected final FileStore store() {
        return store;
    }

    /** Closes the store and opens it on the same folder. */
    protected final void reopen() {
        store.close();
        store = open(folder);
    }

    /** Replaces without terms; must succeed. */
    protected final Saved.Written save(FileKey key, String text) {
        return assertInstanceOf(Saved.Written.class, trySave(key, text, FreeCharge.terms()));
    }

    /** Appends without terms; must succeed. */
    protected final Saved.Written append(FileKey key, String text) {
        return assertInstanceOf(Saved.Written.class, tryAppend(key, text, FreeCharge.terms()));
    }

    /** Replaces. */
    protected final Saved trySave(FileKey key, String text, Terms terms) {
        try {
            return store.replace(key, new ByteArrayInputStream(text.getBytes(UTF_8)), terms);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Appends. */
    protected final Saved tryAppend(FileKey key, String text, Terms terms) {
        try {
            return store.append(key, new ByteArrayInputStream(text.getBytes(UTF_8)), terms);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file's content, which must be there. */
    protected final String text(FileKey key) {
        return new String(bytes(key), UTF_8);
    }

    /** A file's content, which must be there. */
    protected final byte[] bytes(FileKey key) {
        return read(assertInstanceOf(Opened.Found.class, store.open(key)));
    }

    /** The content of an open file, which is closed. */
    protected static byte[] read(Opened.Found found) {
        try (FileContent content = found.content()) {
            byte[] bytes =
                    switch (content) {
                        case FileContent.InMemory(byte[] all) -> all;
                        case FileContent.Region region -> read(region);
                        case FileContent.Remote remote -> read(remote, 0, remote.lengthBytes());
                    };
            assertEquals(found.version().sizeBytes(), bytes.length);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Names in a folder of team t1, project p1. */
    protected final List<String> names(FilePath in, boolean recursive) {
        ListQuery query = new ListQuery(ListQuery.MAX_LIMIT, "", recursive);
        Listing listing = store.list(new TeamId("t1"), new ProjectId("p1"), in, query);
        return assertInstanceOf(Listing.Page.class, listing).entries().stream()
                .map(Listing.Entry::name)
                .toList();
    }

    /** A part of a file on another machine. */
    protected static byte[] read(FileContent.Remote remote, long offset, long length)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        remote.source().copy(offset, length, bytes);
        return bytes.toByteArray();
    }

    /** Fails unless this version is there, with its time if the driver knows that of a write. */
    protected final void assertThere(FileVersion written, FileKey key) {
        FileVersion there = assertInstanceOf(Described.Found.class, store.stat(key)).version();
        assertEquals(written.tag(), there.tag());
        assertEquals(written.sizeBytes(), there.sizeBytes());
        if (store.traits().has(Trait.KNOWS_WRITE_TIME)) {
            assertEquals(written, there);
        }
    }

    private static byte[] read(FileContent.Region region) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(region.lengthBytes()));
        while (buffer.hasRemaining() && region.file().read(buffer, buffer.position()) >= 0) {
            // Reads on until all is there.
        }
        return buffer.array();
    }
}
