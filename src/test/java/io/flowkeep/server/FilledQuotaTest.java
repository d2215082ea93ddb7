package io.flowkeep.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.testing.House;
import io.flowkeep.testing.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many clients that fill one project, through two teams' folders, at the same time. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class FilledQuotaTest {
    private static final int CLIENTS = 50;
    private static final int LIMIT = 1000;
    private static final String TOKEN = House.tokenOfOwnQuota("p1");

    @TempDir private Path home;
    private House house;
    private Wire wire;

    @BeforeEach
    void start() {
        house = House.withFiles(home, LIMIT);
        wire = house.wire();
    }

    @AfterEach
    void stop() {
        house.close();
    }

    @Test
    void new_files_fill_the_quota_to_the_last_one_that_fits() throws Exception {
        List<Integer> statuses =
                Together.run(
                        CLIENTS,
                        client -> wire.put(TOKEN, file(client, "new"), new byte[37]).status());
        long fitting = (LIMIT - 1) / 37;
        assertEquals(fitting, statuses.stream().filter(status -> status == 200).count());
        assertEquals(CLIENTS - fitting, statuses.stream().filter(status -> status == 413).count());
        assertEquals(fitting * 37, onDisk("t1") + onDisk("t2"));
        assertCounted();
    }

    @Test
    void whatever_mix_of_changes_the_sum_stays_below_the_limit_and_is_counted() throws Exception {
        Together.run(CLIENTS, this::changeAtRandom);
        assertCounted();
        house.stop();
        wire = house.start();
        assertCounted();
    }

    @Test
    void without_the_counters_a_recount_finds_the_same() throws Exception {
        Together.run(CLIENTS, this::changeAtRandom);
        house.stop();
        for (String suffix : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(home.resolve("root/.flowkeep/usage.db" + suffix));
        }
        wire = house.start();
        assertCounted();
    }

    private int changeAtRandom(int client) throws IOException, InterruptedException {
        Random random = new Random(client);
        for (int i = 0; i < 8; i++) {
            // Ten names for fifty clients, so that they meet on one file too.
            String file = file(random.nextInt(10), "shared");
            byte[] content = new byte[random.nextInt(120)];
            int status =
                    switch (random.nextInt(3)) {
                        case 0 -> wire.put(TOKEN, file, content).status();
                        case 1 -> wire.put(TOKEN, file, content, "ff_mode", "append").status();
                        default -> wire.delete(TOKEN, file).status();
                    };
            assertTrue(List.of(200, 413, 400).contains(status), () -> "status " + status);
        }
        return 0;
    }

    private void assertCounted() throws Exception {
        assertEquals(onDisk("t1"), used("t1"));
        assertEquals(onDisk("t2"), used("t2"));
        assertTrue(onDisk("t1") + onDisk("t2") < LIMIT);
    }

    private static String file(int number, String name) {
        return "/v1/files/t" + (number % 2 + 1) + "/p1/" + name + "/" + number;
    }

    private long used(String team) throws Exception {
        return wire.get(TOKEN, "/v1/quota/" + team + "/p1").json().path("used").longValue();
    }

    private long onDisk(String team) throws IOException {
        Path folder = home.resolve("root").resolve(team).resolve("p1");
        if (!Files.exists(folder)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).mapToLong(FilledQuotaTest::size).sum();
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
