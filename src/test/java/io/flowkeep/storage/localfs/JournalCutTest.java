package io.flowkeep.storage.localfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.faults.Durability;
import io.flowkeep.files.FileKey;
import io.flowkeep.files.FileKeys;
import io.flowkeep.files.FileStore;
import io.flowkeep.files.FreeCharge;
import io.flowkeep.testing.Await;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Power cuts: the plain files are as old as can be, and only the journal is there. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class JournalCutTest {
    private static final JournalLimits LIMITS =
            new JournalLimits(64 << 10, 8L << 20, Duration.ofHours(1), Duration.ofSeconds(5));

    @TempDir Path folder;

    private static LocalFiles open(Path root) {
        return LocalFiles.open(root, Durability.FULL, InstantSource.system(), LIMITS);
    }

    @Test
    void whatever_is_left_of_the_journal_gives_a_state_that_was() throws IOException {
        Random random = new Random(42);
        Path live = folder.resolve("live");
        List<Map<String, String>> states = new ArrayList<>();
        Path crashed = folder.resolve("crashed");
        try (FileStore store = open(live).store()) {
            states.add(Map.of());
            Map<String, String> state = new TreeMap<>();
            for (int i = 0; i < 60; i++) {
                change(store, state, random);
                states.add(new TreeMap<>(state));
            }
            copy(live.resolve(".flowkeep"), crashed.resolve(".flowkeep"));
        }
        Path log = crashed.resolve(".flowkeep/journal").resolve(JournalSegment.name(1));
        long used = usedBytes(log);
        int before = 0;
        for (long cut = JournalSegment.HEADER_BYTES; cut <= used; cut += 1 + random.nextInt(150)) {
            Path copy = folder.resolve("cut" + cut);
            copy(crashed, copy);
            zeroFrom(copy.resolve(crashed.relativize(log)), cut);
            open(copy).close();
            int now = states.lastIndexOf(read(copy));
            assertTrue(now >= 0, "no such state, cut at " + cut);
            assertTrue(now >= before || states.indexOf(states.get(now)) <= before);
            before = Math.max(before, states.indexOf(states.get(now)));
        }
        open(crashed).close();
        assertEquals(states.getLast(), read(crashed));
    }

    @Test
    void a_segment_that_is_used_again_replays_only_what_is_new() throws IOException {
        Random random = new Random(7);
        Path live = folder.resolve("live");
        Path crashed = folder.resolve("crashed");
        Map<String, String> state = new TreeMap<>();
        try (FileStore store = open(live).store()) {
            for (int i = 0; i < 2000; i++) {
                change(store, state, random);
            }
            awaitCheckpoint(live.resolve(".flowkeep/journal"));
            copy(live.resolve(".flowkeep"), crashed.resolve(".flowkeep"));
            copy(live.resolve("t"), crashed.resolve("t"));
        }
        assertEquals(state, read(live));
        open(crashed).close();
        assertEquals(state, read(crashed));
    }

    /**
     * Waits until all but the segment in use are gone, so that nothing moves while it is copied.
     */
    private static void awaitCheckpoint(Path journal) {
        Await.until("checkpoint", () -> JournalSegments.leftovers(journal).size() <= 1);
    }

    private static void change(FileStore store, Map<String, String> state, Random random)
            throws IOException {
        String name = (random.nextBoolean() ? "a/" : "") + "f" + random.nextInt(4);
        FileKey key = FileKeys.key("t", "p", name);
        String body = ("" + (char) ('a' + random.nextInt(26))).repeat(1 + random.nextInt(300));
        var content =
                new ByteArrayInputStream(body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        switch (random.nextInt(4)) {
            case 0 -> {
                store.delete(key, FreeCharge.terms());
                state.remove("t/p/" + name);
            }
            case 1 -> {
                store.replace(key, content, FreeCharge.terms());
                state.put("t/p/" + name, body);
            }
            default -> {
                store.append(key, content, FreeCharge.terms());
                state.merge("t/p/" + name, body, String::concat);
            }
        }
    }

    private static long usedBytes(Path log) throws IOException {
        byte[] bytes = Files.readAllBytes(log);
        int end = bytes.length;
        while (bytes[end - 1] == 0) {
            end--;
        }
        return end;
    }

    private static void zeroFrom(Path file, long offset) throws IOException {
        try (RandomAccessFile random = new RandomAccessFile(file.toFile(), "rw")) {
            long length = random.length();
            random.setLength(offset);
            random.setLength(length);
        }
    }

    private static Map<String, String> read(Path root) throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = root.relativize(file).toString();
                if (!name.startsWith(".flowkeep")) {
                    found.put(name, Files.readString(file));
                }
            }
        }
        return found;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else if (Files.exists(file)) {
                    Files.copy(file, target);
                }
            }
        }
    }
}
