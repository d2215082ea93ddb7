package io.flowkeep.storage.localfs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.flowkeep.faults.Durability;
import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.files.FileContent;
import io.flowkeep.files.FileKey;
import io.flowkeep.files.FileKeys;
import io.flowkeep.files.FilePath;
import io.flowkeep.files.FileStore;
import io.flowkeep.files.FileStoreContract;
import io.flowkeep.files.FreeCharge;
import io.flowkeep.files.ListQuery;
import io.flowkeep.files.Listing;
import io.flowkeep.files.Missing;
import io.flowkeep.files.Obstacle;
import io.flowkeep.files.Opened;
import io.flowkeep.files.Removed;
import io.flowkeep.files.Saved;
import io.flowkeep.files.Traits.Trait;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalFileStoreTest extends FileStoreContract {
    @TempDir Path root;

    @Override
    protected FileStore open(Path folder) {
        return LocalFiles.open(folder, Durability.FULL, InstantSource.system()).store();
    }

    private static final FileKey KEY = FileKeys.key("t1", "p1", "a/b.txt");

    private static InputStream bytes(int length, int fill) {
        byte[] bytes = new byte[length];
        java.util.Arrays.fill(bytes, (byte) fill);
        return new ByteArrayInputStream(bytes);
    }

    @Test
    void an_answered_write_is_a_plain_file_at_once() throws IOException {
        try (FileStore store = open(root)) {
            store.replace(KEY, new ByteArrayInputStream("old".getBytes(UTF_8)), FreeCharge.terms());
            store.replace(KEY, new ByteArrayInputStream("n".getBytes(UTF_8)), FreeCharge.terms());
            store.append(KEY, new ByteArrayInputStream("ew".getBytes(UTF_8)), FreeCharge.terms());
            assertEquals("new", Files.readString(root.resolve("t1/p1/a/b.txt")));
            store.append(KEY, bytes(100_000, 1), FreeCharge.terms());
            assertEquals(100_003, Files.size(root.resolve("t1/p1/a/b.txt")));
            store.replace(KEY, bytes(70_000, 2), FreeCharge.terms());
            assertEquals(70_000, Files.size(root.resolve("t1/p1/a/b.txt")));
            store.delete(KEY, FreeCharge.terms());
            assertFalse(Files.exists(root.resolve("t1/p1/a/b.txt")));
        }
    }

    @Test
    void a_clean_close_leaves_plain_files_and_an_empty_journal() throws IOException {
        try (FileStore store = open(root)) {
            store.replace(KEY, bytes(10, 1), FreeCharge.terms());
            store.replace(KEY, bytes(100_000, 1), FreeCharge.terms());
        }
        for (String own : List.of("journal", "tmp")) {
            try (Stream<Path> left = Files.list(root.resolve(".flowkeep").resolve(own))) {
                assertEquals(List.of(), left.toList());
            }
        }
    }

    @Test
    void an_existing_folder_is_taken_over_as_it_is() throws IOException {
        Files.createDirectories(root.resolve("t1/p1/a"));
        Files.writeString(root.resolve("t1/p1/a/b.txt"), "from before");
        try (FileStore store = open(root)) {
            Opened.Found found = assertInstanceOf(Opened.Found.class, store.open(KEY));
            FileContent.InMemory content =
                    assertInstanceOf(FileContent.InMemory.class, found.content());
            assertEquals("from before", new String(content.bytes(), UTF_8));
        }
    }

    @Test
    void a_second_server_on_the_same_folder_is_refused() {
        try (FileStore store = open(root)) {
            assertEquals(true, store.traits().has(Trait.HAS_FOLDERS));
            assertThrows(StoreUnavailable.class, () -> open(root));
        }
    }

    @Test
    void links_out_of_the_project_are_refused_and_links_inside_followed() throws IOException {
        Path secret = Files.writeString(root.resolve("secret"), "secret");
        Path project = Files.createDirectories(root.resolve("t1/p1"));
        Files.createDirectories(project.resolve("real"));
        Files.createDirectories(root.resolve("t1/p2"));
        Files.writeString(project.resolve("real/f"), "inside");
        Files.createSymbolicLink(project.resolve("out"), root);
        Files.createSymbolicLink(project.resolve("file"), secret);
        Files.createSymbolicLink(project.resolve("dangling"), root.resolve("not-there"));
        Files.createSymbolicLink(project.resolve("loop"), project.resolve("loop"));
        Files.createSymbolicLink(project.resolve("in"), project.resolve("real"));
        Files.createSymbolicLink(project.resolve("infile"), project.resolve("real/f"));
        Files.createSymbolicLink(root.resolve("t1/p3"), root.resolve("t1/p2"));
        try (FileStore store = open(root)) {
            for (String path : List.of("out/secret", "file", "dangling", "loop", "out/new")) {
                FileKey key = FileKeys.key("t1", "p1", path);
                Obstacle outside = new Obstacle.OutsideProject();
                assertEquals(outside, store.open(key), path);
                assertEquals(outside, store.stat(key), path);
                assertEquals(outside, store.replace(key, bytes(1, 1), FreeCharge.terms()), path);
                assertEquals(outside, store.append(key, bytes(1, 1), FreeCharge.terms()), path);
                assertEquals(outside, store.delete(key, FreeCharge.terms()), path);
            }
            assertEquals(new Obstacle.OutsideProject(), store.open(FileKeys.key("t1", "p3", "x")));
            assertEquals("secret", Files.readString(secret));
            for (String path : List.of("in/f", "infile")) {
                FileKey key = FileKeys.key("t1", "p1", path);
                assertInstanceOf(Opened.Found.class, store.open(key), path);
                store.replace(key, bytes(3, 'x'), FreeCharge.terms());
                assertEquals("xxx", Files.readString(project.resolve("real/f")), path);
            }
            assertInstanceOf(
                    Removed.Gone.class,
                    store.delete(FileKeys.key("t1", "p1", "infile"), FreeCharge.terms()));
            assertEquals("xxx", Files.readString(project.resolve("real/f")));
            Listing.Page page =
                    assertInstanceOf(
                            Listing.Page.class,
                            store.list(
                                    KEY.team(),
                                    KEY.project(),
                                    FilePath.ROOT,
                                    new ListQuery(10, "", false)));
            assertEquals(
                    List.of("in", "real"), page.entries().stream().map(e -> e.name()).toList());
        }
    }

    @Test
    void a_broken_upload_leaves_the_old_file_and_no_litter() throws IOException {
        try (FileStore store = open(root)) {
            store.replace(KEY, bytes(5, 7), FreeCharge.terms());
            InputStream broken = new SequenceInputStream(bytes(300_000, 1), new BrokenStream());
            assertThrows(IOException.class, () -> store.replace(KEY, broken, FreeCharge.terms()));
            assertEquals(5, Files.size(root.resolve("t1/p1/a/b.txt")));
            try (Stream<Path> left = Files.list(root.resolve(".flowkeep/tmp"))) {
                assertEquals(List.of(), left.toList());
            }
        }
    }

    @Test
    void an_open_region_keeps_its_bytes_whatever_happens_to_the_file() throws IOException {
        try (FileStore store = open(root)) {
            store.replace(KEY, bytes(50_000, 1), FreeCharge.terms());
            Opened.Found found = assertInstanceOf(Opened.Found.class, store.open(KEY));
            try (FileContent.Region region =
                    assertInstanceOf(FileContent.Region.class, found.content())) {
                store.append(KEY, bytes(10, 2), FreeCharge.terms());
                store.append(KEY, bytes(90_000, 3), FreeCharge.terms());
                store.replace(KEY, bytes(3, 4), FreeCharge.terms());
                store.delete(KEY, FreeCharge.terms());
                ByteBuffer read = ByteBuffer.allocate((int) region.lengthBytes());
                while (read.hasRemaining()) {
                    assertFalse(region.file().read(read) < 0);
                }
                assertArrayEquals(bytes(50_000, 1).readAllBytes(), read.array());
            }
            assertInstanceOf(Missing.class, store.open(KEY));
        }
    }

    @Test
    void writing_below_a_file_says_whether_it_is_the_parent() throws IOException {
        try (FileStore store = open(root)) {
            store.replace(FileKeys.key("t", "p", "f"), bytes(1, 1), FreeCharge.terms());
            assertEquals(
                    new Obstacle.BelowFile(true),
                    store.replace(FileKeys.key("t", "p", "f/x"), bytes(1, 1), FreeCharge.terms()));
            assertEquals(
                    new Obstacle.BelowFile(false),
                    store.append(FileKeys.key("t", "p", "f/x/y"), bytes(1, 1), FreeCharge.terms()));
            assertEquals(
                    new Obstacle.NameTooLong(),
                    store.replace(
                            FileKeys.key("t", "p", "n".repeat(256)),
                            bytes(1, 1),
                            FreeCharge.terms()));
        }
    }

    @Test
    void tags_survive_a_restart() throws IOException {
        FileKey large = FileKeys.key("t1", "p1", "large");
        Saved small;
        Saved big;
        try (FileStore store = open(root)) {
            small = store.replace(KEY, bytes(5, 7), FreeCharge.terms());
            big = store.replace(large, bytes(500_000, 7), FreeCharge.terms());
        }
        try (FileStore store = open(root)) {
            assertEquals(
                    small,
                    new Saved.Written(
                            assertInstanceOf(Opened.Found.class, store.open(KEY)).version()));
            Opened.Found found = assertInstanceOf(Opened.Found.class, store.open(large));
            found.content().close();
            assertEquals(big, new Saved.Written(found.version()));
        }
    }

    /** A sender that goes away. */
    private static final class BrokenStream extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("gone");
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            throw new IOException("gone");
        }
    }
}
