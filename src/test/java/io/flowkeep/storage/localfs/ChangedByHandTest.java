package io.flowkeep.storage.localfs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.flowkeep.faults.Durability;
import io.flowkeep.files.CountQueue;
import io.flowkeep.files.Described;
import io.flowkeep.files.FileKey;
import io.flowkeep.files.FileKeys;
import io.flowkeep.files.FileStore;
import io.flowkeep.files.LocalUsage;
import io.flowkeep.files.Precondition;
import io.flowkeep.files.ProjectFiles;
import io.flowkeep.files.Quota;
import io.flowkeep.files.Recounts;
import io.flowkeep.files.Saved;
import io.flowkeep.files.Upload;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import io.flowkeep.storage.memory.MemoryUsageLedger;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** People delete, restore and overwrite files in the folder while the server runs. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class ChangedByHandTest {
    private static final ProjectId PROJECT = new ProjectId("p1");
    private static final TeamId TEAM = new TeamId("t1");
    private static final FileKey KEY = FileKeys.key("t1", "p1", "a/b.txt");
    private static final Quota QUOTA = new Quota(100_000);

    @TempDir Path root;
    private FileStore store;
    private LocalUsage usage;
    private ProjectFiles files;

    @BeforeEach
    void open() {
        store = LocalFiles.open(root, Durability.OS, InstantSource.system()).store();
        CountQueue queue = new CountQueue(System::nanoTime, new SplittableRandom(3));
        usage = new LocalUsage(store, new MemoryUsageLedger(), queue);
        files = new ProjectFiles(store, usage);
    }

    @AfterEach
    void close() {
        usage.close();
        store.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 50_000})
    void an_overwritten_file_has_another_version_though_size_and_time_are_the_same(int size)
            throws Exception {
        write(KEY, size);
        String before = tag();
        Path file = root.resolve("t1/p1/a/b.txt");
        FileTime time = Files.getLastModifiedTime(file);
        Thread.sleep(20); // the system's notes are that fine
        Files.write(file, "y".repeat(size).getBytes(UTF_8), StandardOpenOption.WRITE);
        Files.setLastModifiedTime(file, time);
        assertEquals(time, Files.getLastModifiedTime(file));
        assertNotEquals(before, tag());
        assertEquals(tag(), tag());
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 50_000})
    void a_version_is_the_same_as_long_as_nobody_touches_the_file(int size) throws Exception {
        Saved saved = write(KEY, size);
        String told = assertInstanceOf(Saved.Written.class, saved).version().tag();
        assertEquals(told, tag());
        usage.close();
        store.close();
        open();
        assertEquals(told, tag());
    }

    private String tag() {
        return assertInstanceOf(Described.Found.class, store.stat(KEY)).version().tag();
    }

    @Test
    void room_made_by_hand_is_there_for_the_next_write() throws IOException {
        for (int i = 0; i < 9; i++) {
            write(FileKeys.key("t1", "p1", "f/" + i), 11_000);
        }
        FileKey more = FileKeys.key("t1", "p1", "more");
        assertEquals(new Saved.OverQuota(100_000), write(more, 11_000));
        Files.delete(root.resolve("t1/p1/f/3"));
        assertInstanceOf(Saved.Written.class, write(more, 11_000));
        Files.write(root.resolve("t1/p1/f/0"), new byte[1], StandardOpenOption.TRUNCATE_EXISTING);
        assertInstanceOf(Saved.Written.class, write(KEY, 11_000));
        assertEquals(Map.of(TEAM, 99_001L), usage.shares(PROJECT));
    }

    @Test
    void a_file_restored_by_hand_and_deleted_here_is_not_given_back_twice() throws IOException {
        write(FileKeys.key("t1", "p1", "kept"), 40_000);
        Files.createDirectories(root.resolve("t1/p1/a"));
        Files.write(root.resolve("t1/p1/a/b.txt"), new byte[70_000]);
        files.delete(KEY, new Precondition.Always());
        assertEquals(new Saved.OverQuota(100_000), write(KEY, 60_000));
        assertEquals(Map.of(TEAM, 40_000L), usage.shares(PROJECT));
    }

    @Test
    void a_project_deleted_by_hand_has_nothing() throws IOException {
        write(KEY, 90_000);
        Files.delete(root.resolve("t1/p1/a/b.txt"));
        Files.delete(root.resolve("t1/p1/a"));
        Files.delete(root.resolve("t1/p1"));
        assertEquals(
                new Recounts.Recounted(PROJECT, Map.of(TEAM, 90_000L), Map.of()),
                usage.recount(PROJECT));
    }

    @Test
    void links_and_the_servers_own_files_do_not_count() throws IOException {
        write(KEY, 10);
        Files.createSymbolicLink(root.resolve("t1/p1/link"), root.resolve("t1/p1/a"));
        Files.createSymbolicLink(root.resolve("t1/p1/l2"), root.resolve("t1/p1/a/b.txt"));
        Files.write(root.resolve("t1/p1/a/.flowkeep-x"), new byte[1000]);
        assertEquals(Map.of(TEAM, 10L), usage.recount(PROJECT).after());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void counts_beside_writers_are_exact_after_changes_by_hand(long seed) throws Exception {
        Files.createDirectories(root.resolve("t1/p1/d0"));
        Files.createSymbolicLink(root.resolve("t1/p1/link"), root.resolve("t1/p1/d0"));
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 4; round++) {
            changeByHand(random);
            AtomicBoolean over = new AtomicBoolean();
            List<Future<Integer>> writers = new ArrayList<>();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int writer = 0; writer < 6; writer++) {
                    SplittableRandom own = random.split();
                    writers.add(threads.submit(() -> writeUntil(over, own)));
                }
                Thread.sleep(20);
                usage.recount(PROJECT);
                over.set(true);
            }
            for (Future<Integer> each : writers) {
                each.get();
            }
            assertEquals(store.measure(PROJECT), usage.shares(PROJECT), "round " + round);
        }
    }

    private void changeByHand(SplittableRandom random) throws IOException {
        for (int i = 0; i < 60; i++) {
            Path file = root.resolve("t1/p1/d" + random.nextInt(3) + "/" + random.nextInt(80));
            Files.createDirectories(file.getParent());
            if (random.nextBoolean()) {
                Files.write(file, new byte[random.nextInt(300)]);
            } else {
                Files.deleteIfExists(file);
            }
        }
    }

    private int writeUntil(AtomicBoolean over, SplittableRandom random) throws IOException {
        int count = 0;
        for (; !over.get(); count++) {
            String folder = random.nextInt(4) == 0 ? "link" : "d" + random.nextInt(4);
            FileKey key = FileKeys.key("t1", "p1", folder + "/" + random.nextInt(80));
            switch (random.nextInt(4)) {
                case 0 -> files.delete(key, new Precondition.Always());
                case 1 -> files.append(key, upload(random.nextInt(200), Quota.NONE));
                case 2 -> files.replace(key, upload(random.nextInt(40_000), Quota.NONE));
                default -> files.replace(key, upload(random.nextInt(300), Quota.NONE));
            }
        }
        return count;
    }

    @Test
    void a_survey_tells_each_file_once_however_many_there_are() throws IOException {
        for (int i = 0; i < 2500; i++) {
            Path file = root.resolve("t1/p1/many/" + i);
            Files.createDirectories(file.getParent());
            Files.write(file, new byte[2]);
        }
        Files.createDirectories(root.resolve("t1/p1/many/below/deep"));
        Files.write(root.resolve("t1/p1/many/below/deep/er"), new byte[3]);
        Files.createDirectories(root.resolve("t2/p1"));
        Files.write(root.resolve("t2/p1/other"), new byte[4]);
        Map<TeamId, Long> all = Map.of(TEAM, 5003L, new TeamId("t2"), 4L);
        assertEquals(all, store.measure(PROJECT));
        assertEquals(all, usage.recount(PROJECT).after());
    }

    private Saved write(FileKey key, int length) throws IOException {
        return files.replace(key, upload(length, QUOTA));
    }

    private static Upload upload(int length, Quota quota) {
        byte[] bytes = "x".repeat(length).getBytes(UTF_8);
        return new Upload(
                new ByteArrayInputStream(bytes), length, new Precondition.Always(), quota);
    }
}
