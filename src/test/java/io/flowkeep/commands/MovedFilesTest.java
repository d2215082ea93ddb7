package io.flowkeep.commands;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.files.UsageLedger;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import io.flowkeep.storage.s3.S3Server;
import io.flowkeep.storage.sqlite.SqliteDatabase;
import io.flowkeep.storage.sqlite.SqliteSchema;
import io.flowkeep.storage.sqlite.SqliteSettings;
import io.flowkeep.storage.sqlite.SqliteUsageLedger;
import io.flowkeep.testing.MovingHouse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files through whole commands. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class MovedFilesTest {
    private static final int FIVE_MIB = 5 << 20;
    private static final List<String> NAMES =
            List.of(
                    "t1/p1/a.txt",
                    "t1/p1/deep/er/still/b",
                    "t1/p1/empty",
                    "t1/p1/sp ace+plus&%2F?#",
                    "t1/p1/back\\slash:colon",
                    "t1/p1/new\nline",
                    "t1/p1/\u00e9\u65e5\ud83d\ude00",
                    "t1/p1/" + "n".repeat(200) + "/" + "m".repeat(200),
                    "t1/p2/a.txt",
                    "t2/p1/a.txt",
                    "Team 2/p\u00e9/...",
                    "t1/p1/large.bin");

    @TempDir Path home;
    private MovingHouse house = new MovingHouse(Path.of(""), "");

    @BeforeEach
    void fill() throws IOException {
        house = new MovingHouse(home, "{driver: {type: localfs, options: {root: files}}}");
        Random random = new Random(7);
        for (String name : NAMES) {
            byte[] content = name.getBytes(UTF_8);
            if (name.endsWith("large.bin")) {
                content = new byte[FIVE_MIB + 13];
                random.nextBytes(content);
            }
            write("from/" + name, name.endsWith("empty") ? new byte[0] : content);
        }
    }

    private void write(String name, byte[] content) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    private void done(int code) {
        assertEquals(0, code, house.said());
    }

    private String at(String scheme, String file) {
        return scheme + ":" + home.resolve(file);
    }

    /** All files of a folder by their paths, but for the server's own; hashed. */
    private Map<String, String> tree(String folder) throws Exception {
        Map<String, String> tree = new TreeMap<>();
        Path top = home.resolve(folder);
        try (Stream<Path> all = Files.walk(top)) {
            for (Path each : all.filter(Files::isRegularFile).toList()) {
                String name = top.relativize(each).toString();
                if (!name.startsWith(".flowkeep/")) {
                    byte[] hash =
                            MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(each));
                    tree.put(name, HexFormat.of().formatHex(hash));
                }
            }
        }
        return tree;
    }

    @Test
    void files_go_through_a_tar_and_come_out_the_same() throws Exception {
        done(
                house.run(
                        "export",
                        "files",
                        "--from",
                        at("folder", "from"),
                        "--to",
                        at("tar", "a.tar")));
        String sum = house.sum();
        done(
                house.run(
                        "import",
                        "files",
                        "--from",
                        at("tar", "a.tar"),
                        "--to",
                        at("folder", "to")));
        assertEquals(sum, house.sum());
        assertEquals(tree("from"), tree("to"));
        assertEquals(NAMES.size(), tree("to").size());
    }

    @Test
    @Tag("neighbours")
    void files_go_through_a_bucket_and_come_out_the_same() throws Exception {
        S3Server s3 = S3Server.require();
        Files.delete(home.resolve("from/t1/p1/back\\slash:colon")); // not this server's to keep
        String bucket = s3.bucket(home);
        MovingHouse kept =
                new MovingHouse(
                        home,
                        """
                        driver:
                          type: s3
                          options:
                            bucket: %s
                            endpoint: %s
                            forcePathStyle: true
                            credentials: {accessKeyId: id, secretAccessKey: secret}
                        """
                                .formatted(bucket, s3.url()));
        int moved = kept.run("import", "files", "--from", at("folder", "from"));
        assertEquals(0, moved, kept.said());
        String sum = kept.sum();
        assertEquals(0, kept.run("import", "files", "--from", at("folder", "from")));
        assertTrue(kept.said().contains("11 already there"), kept.said());
        String address =
                "s3://" + bucket + "?endpoint=" + s3.url() + "&pathStyle=true&region=us-east-1";
        int back = kept.run("export", "files", "--from", address, "--to", at("tar", "b.tar"));
        assertEquals(0, back, kept.said());
        assertEquals(sum, kept.sum());
        done(
                house.run(
                        "import",
                        "files",
                        "--from",
                        at("tar", "b.tar"),
                        "--to",
                        at("folder", "to")));
        assertEquals(sum, house.sum());
        assertEquals(tree("from"), tree("to"));
    }

    @Test
    void a_tar_through_a_pipe_is_what_tar_itself_makes() throws Exception {
        done(house.run("export", "files", "--from", at("folder", "from"), "--to", "-"));
        byte[] tar = house.out();
        Map<String, Long> sizes = new HashMap<>();
        try (var in = new TarArchiveInputStream(new ByteArrayInputStream(tar), "UTF-8")) {
            for (TarArchiveEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
                sizes.put(e.getName(), e.getSize());
            }
        }
        assertEquals(NAMES.size(), sizes.size());
        assertEquals(FIVE_MIB + 13L, sizes.get("t1/p1/large.bin"));
        done(house.given(tar).run("import", "files", "--from", "-"));
        assertEquals(tree("from"), tree("files"));
    }

    @Test
    void what_is_in_a_tar_but_cannot_be_kept_is_named() throws Exception {
        Path file = home.resolve("odd.tar");
        try (var tar = new TarArchiveOutputStream(Files.newOutputStream(file), "UTF-8")) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            add(tar, new TarArchiveEntry("./"), "");
            add(tar, new TarArchiveEntry("./t1/p1/"), "");
            add(tar, new TarArchiveEntry("./t1/p1/good"), "x");
            add(tar, new TarArchiveEntry("./.flowkeep/usage.db"), "x");
            add(tar, new TarArchiveEntry("t1/p1/../p2/climb"), "x");
            add(tar, new TarArchiveEntry("t1/alone"), "x");
            TarArchiveEntry link = new TarArchiveEntry("t1/p1/link", TarArchiveEntry.LF_SYMLINK);
            link.setLinkName("/etc/passwd");
            add(tar, link, "");
            add(tar, new TarArchiveEntry("t1/p1/good/below"), "x");
        }
        assertEquals(
                1,
                house.run(
                        "import", "files", "--from", file.toString(), "--to", at("folder", "to")));
        assertEquals(List.of("t1/p1/good"), List.copyOf(tree("to").keySet()));
        assertTrue(
                house.said().contains("1 moved, 0 already there, 0 replaced, 4 skipped"),
                house.said());
        assertTrue(house.said().contains("(t1/p1/link): no plain file"), house.said());
        assertTrue(
                house.said().contains("a file has the name of one of its folders"), house.said());
    }

    private static void add(TarArchiveOutputStream tar, TarArchiveEntry entry, String content)
            throws IOException {
        entry.setSize(content.length());
        tar.putArchiveEntry(entry);
        tar.write(content.getBytes(UTF_8));
        tar.closeArchiveEntry();
    }

    @Test
    void what_is_there_and_differs_stays_unless_it_is_to_be_replaced() throws Exception {
        write("to/t1/p1/a.txt", "another!!!!".getBytes(UTF_8));
        write("to/t1/p2/a.txt", "t1/p2/a.txt".getBytes(UTF_8));
        String[] move = {
            "import", "files", "--from", at("folder", "from"), "--to", at("folder", "to")
        };
        assertEquals(1, house.run(move));
        assertTrue(
                house.said().contains("10 moved, 1 already there, 0 replaced, 1 skipped"),
                house.said());
        String[] replacing =
                Stream.concat(Stream.of(move), Stream.of("--replace")).toArray(String[]::new);
        done(house.run(replacing));
        assertTrue(house.said().contains("11 already there, 1 replaced"), house.said());
        assertEquals(tree("from"), tree("to"));
        write("to/t1/p1/a.txt", "another!!!!".getBytes(UTF_8));
        done(house.run("export", "files", "--from", at("folder", "from"), "--to", "-"));
        done(
                house.given(house.out())
                        .run(
                                "import",
                                "files",
                                "--from",
                                "-",
                                "--to",
                                at("folder", "to"),
                                "--replace"));
        assertEquals(tree("from"), tree("to"));
    }

    @Test
    void a_dry_run_leaves_the_target_alone() throws Exception {
        done(house.run("import", "files", "--from", at("folder", "from"), "--dry-run"));
        assertTrue(house.said().contains(NAMES.size() + " to move"), house.said());
        assertTrue(Files.notExists(home.resolve("files")));
        write("to/t1/p1/a.txt", "t1/p1/a.txt".getBytes(UTF_8));
        Map<String, String> before = tree("to");
        done(
                house.run(
                        "import",
                        "files",
                        "--from",
                        at("folder", "from"),
                        "--to",
                        at("folder", "to"),
                        "--dry-run"));
        assertTrue(house.said().contains("11 to move, 1 already there"), house.said());
        assertEquals(before, tree("to"));
    }

    @Test
    void projects_that_files_come_into_are_counted_anew() throws Exception {
        Path usage = home.resolve("to/.flowkeep/usage.db");
        ProjectId p1 = new ProjectId("p1");
        ProjectId other = new ProjectId("other");
        try (SqliteDatabase database = ledger(usage)) {
            Map<TeamId, Long> bytes = Map.of(new TeamId("t1"), 5L);
            new SqliteUsageLedger(database).save(Map.of(p1, bytes, other, bytes));
        }
        done(
                house.run(
                        "import",
                        "files",
                        "--from",
                        at("folder", "from"),
                        "--to",
                        at("folder", "to")));
        try (SqliteDatabase database = ledger(usage)) {
            UsageLedger ledger = new SqliteUsageLedger(database);
            assertInstanceOf(UsageLedger.Recorded.Marked.class, ledger.find(p1));
            assertInstanceOf(UsageLedger.Recorded.Exact.class, ledger.find(other));
        }
    }

    private static SqliteDatabase ledger(Path file) {
        return SqliteDatabase.open(file, SqliteSchema.USAGE, SqliteSettings.durable());
    }

    @Test
    void a_tar_that_breaks_off_is_told_and_can_be_taken_up() throws Exception {
        done(
                house.run(
                        "export",
                        "files",
                        "--from",
                        at("folder", "from"),
                        "--to",
                        at("tar", "a.tar")));
        Path tar = home.resolve("a.tar");
        byte[] whole = Files.readAllBytes(tar);
        try (InputStream half = new ByteArrayInputStream(whole, 0, whole.length / 2)) {
            Files.write(tar, half.readAllBytes());
        }
        String[] move = {"import", "files", "--from", tar.toString(), "--to", at("folder", "to")};
        assertEquals(1, house.run(move));
        assertTrue(house.said().contains("interrupted"), house.said());
        Files.write(tar, whole);
        done(house.run(move));
        assertTrue(house.said().contains("going on after"), house.said());
        assertEquals(tree("from"), tree("to"));
        assertArrayEquals(whole, Files.readAllBytes(tar));
    }
}
