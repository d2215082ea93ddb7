package io.flowkeep.commands;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flowkeep.testing.MovingHouse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a tar or a folder may hold that no store keeps, and how it is told. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class MovedOddThingsTest {
    @TempDir Path home;
    private MovingHouse house = new MovingHouse(Path.of(""), "");

    @BeforeEach
    void move_in() {
        house = new MovingHouse(home, "{driver: {type: localfs, options: {root: files}}}");
    }

    /** Imports, expects this end, and gives the files that have come. */
    private Set<String> imported(int end, String from) throws IOException {
        assertEquals(end, house.run("import", "files", "--from", from), house.said());
        Path root = home.resolve("files");
        try (Stream<Path> all = Files.walk(root)) {
            return new TreeSet<>(
                    all.filter(Files::isRegularFile)
                            .map(file -> root.relativize(file).toString())
                            .filter(name -> !name.startsWith(".flowkeep/"))
                            .toList());
        }
    }

    private void assertSaid(String text) {
        assertTrue(house.said().contains(text), () -> text + " is not in " + house.said());
    }

    private Path tar(TarArchiveEntry... entries) throws IOException {
        return tar("UTF-8", TarArchiveOutputStream.LONGFILE_GNU, entries);
    }

    private Path tar(String names, int longNames, TarArchiveEntry... entries) throws IOException {
        Path file = home.resolve("a.tar");
        try (var tar = new TarArchiveOutputStream(Files.newOutputStream(file), names)) {
            tar.setLongFileMode(longNames);
            for (TarArchiveEntry entry : entries) {
                tar.putArchiveEntry(entry);
                if (entry.getSize() == 1) {
                    tar.write('x');
                }
                tar.closeArchiveEntry();
            }
        }
        return file;
    }

    private static TarArchiveEntry file(String name) {
        TarArchiveEntry entry = new TarArchiveEntry(name, true);
        entry.setSize(1);
        return entry;
    }

    private static TarArchiveEntry special(String name, byte type) {
        TarArchiveEntry entry = new TarArchiveEntry(name, type);
        entry.setLinkName("good");
        return entry;
    }

    @ParameterizedTest
    @CsvSource({
        "6, a pipe",
        "3, a device",
        "4, a device",
        "2, a link",
        "1, another name of a file (a hard link)",
        "V, an entry of type 'V'",
        "Z, an entry of type 'Z'"
    })
    void what_is_no_plain_file_in_a_tar_is_told(char type, String kind) throws Exception {
        Path tar =
                tar(file("t1/p1/good"), special("t1/p1/" + type, (byte) type), file("t1/p1/next"));
        assertEquals(Set.of("t1/p1/good", "t1/p1/next"), imported(1, tar.toString()));
        assertSaid("2 moved, 0 already there, 0 replaced, 1 skipped");
        assertSaid("entry 2 (t1/p1/" + type + "): no plain file but " + kind);
    }

    @Test
    void old_and_contiguous_files_are_files() throws Exception {
        TarArchiveEntry old = new TarArchiveEntry("t1/p1/old", TarConstants.LF_OLDNORM);
        TarArchiveEntry whole = new TarArchiveEntry("t1/p1/whole", TarConstants.LF_CONTIG);
        old.setSize(1);
        whole.setSize(1);
        assertEquals(Set.of("t1/p1/old", "t1/p1/whole"), imported(0, tar(old, whole).toString()));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 200})
    void names_in_a_tar_that_are_not_UTF_8_are_told_and_left_behind(int length) throws Exception {
        String folder = "t1/p1/" + "d".repeat(length) + "/";
        Path tar =
                tar(
                        ISO_8859_1.name(),
                        TarArchiveOutputStream.LONGFILE_GNU,
                        file(folder + "\u00ff.bin"),
                        file(folder + "\u00fe.bin"),
                        file(folder + new String("\u00fc\ufffd".getBytes(UTF_8), ISO_8859_1)));
        assertEquals(Set.of(folder + "\u00fc\ufffd"), imported(1, tar.toString()));
        assertSaid("1 moved, 0 already there, 0 replaced, 2 skipped");
        assertSaid("the name is not UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00fc", "\u00c3\u00bc", "\u65e5\ud83d\ude00", "\ufffd"})
    void names_in_an_extended_header_are_kept_as_they_are(String name) throws Exception {
        for (String each : List.of(name, "d".repeat(200) + "/" + name)) {
            Path file = home.resolve("a.tar");
            try (var tar = new TarArchiveOutputStream(Files.newOutputStream(file), "UTF-8")) {
                tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
                tar.setAddPaxHeadersForNonAsciiNames(true);
                tar.putArchiveEntry(file("t1/p1/" + each));
                tar.write('x');
                tar.closeArchiveEntry();
            }
            assertTrue(imported(0, file.toString()).contains("t1/p1/" + each), house.said());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gnu", "posix", "ustar", "v7"})
    void tar_s_own_archives_of_such_names_lose_nothing_unseen(String format) throws Exception {
        shell(
                "mkdir -p from/t1/p1 && cd from && printf x > t1/p1/ok && printf x >"
                        + " \"t1/p1/$(printf '\\377.bin')\" && printf x > \"t1/p1/$(printf"
                        + " '\\376.bin')\" && mkfifo t1/p1/pipe && tar --format="
                        + format
                        + " -cf ../a.tar . || test "
                        + format
                        + " = v7"); // which leaves pipes out
        assertEquals(Set.of("t1/p1/ok"), imported(1, home.resolve("a.tar").toString()));
        int skipped = format.equals("v7") ? 2 : 3;
        assertSaid("1 moved, 0 already there, 0 replaced, " + skipped + " skipped");
    }

    @Test
    void a_folder_tells_what_is_left_in_it() throws Exception {
        shell(
                "mkdir -p from/t1/p1 from/t1/p2/empty from/.flowkeep && cd from && printf x >"
                        + " t1/p1/ok && printf x > \"t1/p1/$(printf '\\377.bin')\" && mkdir"
                        + " \"t1/p1/$(printf '\\376')\" && printf x > \"t1/p1/$(printf"
                        + " '\\376')/in\" && mkdir \"t1/$(printf '\\375')\" && mkfifo t1/p1/pipe"
                        + " && ln -s ok t1/p1/inside && ln -s /etc/passwd t1/p1/outside && ln -s"
                        + " nowhere t1/p1/dangling && printf x > t1/alone && printf x > top");
        String from = "folder:" + home.resolve("from");
        assertEquals(Set.of("t1/p1/ok", "t1/p1/inside"), imported(1, from));
        assertSaid("2 moved, 0 already there, 0 replaced, 8 skipped");
        assertSaid("t1/p1/%FF.bin: the name is not UTF-8");
        assertSaid("t1/p1/%FE/: the name is not UTF-8, and all in it stays");
        assertSaid("t1/p1/pipe: no plain file but a pipe, a socket or a device");
        assertSaid("t1/p1/outside: a link that is not followed");
        assertSaid("t1/p1/dangling: a link that leads nowhere");
        assertSaid("t1/alone: the name is not team/project/path in normal form");
    }

    private void shell(String command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command);
        builder.directory(home.toFile()).redirectErrorStream(true);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assumeTrue(process.waitFor() != 127, "there is no shell or tar here");
        assertEquals(0, process.waitFor(), said);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/t1/p1/absolute",
                "t1/p1/../p2/climbs",
                "../t1/p1/out",
                "t1/p1/./dot",
                "t1//p1/double",
                "t1/p1"
            })
    void names_that_are_no_place_are_told(String name) throws Exception {
        String longer = name + "/" + "d".repeat(200) + "/x";
        for (int form :
                new int[] {
                    TarArchiveOutputStream.LONGFILE_GNU, TarArchiveOutputStream.LONGFILE_POSIX
                }) {
            boolean isShort = name.equals("t1/p1");
            Path tar = tar("UTF-8", form, file(name), file(isShort ? "t1" : longer));
            assertEquals(Set.of(), imported(1, tar.toString()));
            assertSaid("0 moved, 0 already there, 0 replaced, 2 skipped");
        }
    }

    @Test
    void a_name_that_comes_twice_is_told_if_the_content_differs() throws Exception {
        TarArchiveEntry empty = new TarArchiveEntry("t1/p1/a");
        assertEquals(Set.of("t1/p1/a"), imported(1, tar(file("t1/p1/a"), empty).toString()));
        assertSaid("1 moved, 0 already there, 0 replaced, 1 skipped");
    }

    @Test
    void what_follows_the_end_of_a_tar_is_told() throws Exception {
        byte[] first = Files.readAllBytes(tar(file("t1/p1/a")));
        byte[] second = Files.readAllBytes(tar(file("t1/p1/b")));
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(first);
        both.writeBytes(new byte[20_480]);
        both.writeBytes(second);
        Path file = Files.write(home.resolve("both.tar"), both.toByteArray());
        assertEquals(Set.of("t1/p1/a"), imported(1, file.toString()));
        assertSaid("the tar ends here, but another one or something else follows");
    }

    @Test
    void a_tar_without_its_end_is_told() throws Exception {
        byte[] whole = Files.readAllBytes(tar(file("t1/p1/a"), file("t1/p1/b")));
        for (int length : new int[] {0, 512, 700, 1024, 1500, 2048}) {
            Path cut = Files.write(home.resolve("cut.tar"), Arrays.copyOf(whole, length));
            Set<String> _ = imported(1, cut.toString());
            Files.deleteIfExists(home.resolve("cut.tar"));
        }
        assertSaid("the tar ends without the mark that ends one, so it may be cut off");
    }

    @ParameterizedTest
    @CsvSource({"1f8b0800, gzip", "28b52ffd, zstd", "425a6839, bzip2", "fd377a58, xz"})
    void a_packed_tar_is_refused_with_the_way_to_unpack_it(String first, String program)
            throws Exception {
        byte[] bytes = Arrays.copyOf(HexFormat.of().parseHex(first), 2000);
        Path file = Files.write(home.resolve("a.tar"), bytes);
        assertEquals(1, house.run("import", "files", "--from", file.toString()));
        assertSaid("the tar is packed by " + program + "; unpack it on the way: " + program);
    }

    @Test
    void lines_may_begin_with_a_byte_order_mark() throws Exception {
        MovingHouse context = new MovingHouse(home, "{context: {type: db}}");
        Path file =
                Files.writeString(
                        home.resolve("c.ndjson"),
                        """
                        \ufeff{"project":"p","scope":"global","values":{"a":1}}
                        {"project":"p","scope":"f.flow","values":{"b":2}}
                        """);
        assertEquals(0, context.run("import", "context", "--from", file.toString()));
        assertTrue(context.said().contains("2 moved"), context.said());
        Files.writeString(file, "\ufeff\n" + Files.readString(file));
        assertEquals(1, context.run("import", "context", "--from", file.toString()));
        assertTrue(context.said().contains("1 skipped"), "a mark further on is none");
    }
}
