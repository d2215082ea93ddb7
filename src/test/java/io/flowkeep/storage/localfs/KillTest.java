package io.flowkeep.storage.localfs;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.faults.Durability;
import io.flowkeep.files.FileStore;
import io.flowkeep.files.Traits.Trait;
import io.flowkeep.testing.Node;
import io.flowkeep.testing.RunLength;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server process is killed at random moments; what it had answered must be there. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class KillTest {
    private static final int ROUNDS = RunLength.of(8, 20);
    private static final Duration START = Duration.ofSeconds(60);

    @TempDir Path root;
    @TempDir Path said;

    /** What a file may hold: as answered last, or as asked for since. */
    private record Expected(Optional<byte[]> answered, Optional<Optional<byte[]>> asked) {}

    private final Map<String, Expected> files = new HashMap<>();

    @Test
    @Tag("slow")
    void everything_answered_survives_kill_9() throws Exception {
        Random random = new Random(11);
        for (int round = 0; round < ROUNDS; round++) {
            runAndKill(round, 30 + random.nextInt(400));
            try (FileStore store =
                    LocalFiles.open(root, Durability.FULL, InstantSource.system()).store()) {
                assertTrue(store.traits().has(Trait.SURVIVES_REOPEN));
            }
            verify(round);
        }
    }

    private void runAndKill(int seed, int millis) throws Exception {
        Path output = said.resolve("round-" + seed);
        try (Node writer =
                Node.java(output, KilledWriter.class, root.toString(), Integer.toString(seed))) {
            writer.await(START, () -> writer.lines().contains("open"));
            Thread.sleep(millis);
            writer.kill();
            writer.lines().forEach(line -> note(line.split(" ", -1)));
        }
    }

    private void note(String[] words) {
        if (words.length < 5 || !words[4].equals(".")) {
            return; // Cut off by the kill.
        }
        Expected before =
                files.getOrDefault(words[1], new Expected(Optional.empty(), Optional.empty()));
        int size = Integer.parseInt(words[3]);
        switch (words[2]) {
            case "answered" ->
                    files.put(
                            words[1], new Expected(before.asked().orElseThrow(), Optional.empty()));
            case "delete" ->
                    files.put(
                            words[1],
                            new Expected(before.answered(), Optional.of(Optional.empty())));
            case "append" -> {
                byte[] old = before.answered().orElse(new byte[0]);
                byte[] longer = Arrays.copyOf(old, old.length + size);
                Arrays.fill(longer, old.length, longer.length, KilledWriter.fill(size));
                files.put(
                        words[1],
                        new Expected(before.answered(), Optional.of(Optional.of(longer))));
            }
            default -> {
                byte[] body = new byte[size];
                Arrays.fill(body, KilledWriter.fill(size));
                files.put(
                        words[1], new Expected(before.answered(), Optional.of(Optional.of(body))));
            }
        }
    }

    private void verify(int round) throws IOException {
        for (Map.Entry<String, Expected> entry : files.entrySet()) {
            Path path = root.resolve("t/p").resolve(entry.getKey());
            Optional<byte[]> found =
                    Files.exists(path) ? Optional.of(Files.readAllBytes(path)) : Optional.empty();
            Expected expected = entry.getValue();
            boolean asAsked = expected.asked().isPresent() && same(expected.asked().get(), found);
            assertTrue(
                    asAsked || same(expected.answered(), found),
                    () ->
                            "round "
                                    + round
                                    + ": "
                                    + entry.getKey()
                                    + " has "
                                    + found.map(b -> b.length));
            entry.setValue(new Expected(found, Optional.empty()));
        }
        for (String own : List.of("tmp", "journal")) {
            try (Stream<Path> left = Files.list(root.resolve(".flowkeep").resolve(own))) {
                assertTrue(left.findAny().isEmpty(), own);
            }
        }
    }

    private static boolean same(Optional<byte[]> expected, Optional<byte[]> found) {
        return expected.isPresent() == found.isPresent()
                && Arrays.equals(expected.orElse(new byte[0]), found.orElse(new byte[0]));
    }
}
