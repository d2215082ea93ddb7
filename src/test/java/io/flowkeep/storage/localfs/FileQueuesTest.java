package io.flowkeep.storage.localfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.flowkeep.faults.Durability;
import io.flowkeep.files.FileContent;
import io.flowkeep.files.FileKey;
import io.flowkeep.files.FileKeys;
import io.flowkeep.files.FileStore;
import io.flowkeep.files.FreeCharge;
import io.flowkeep.files.Opened;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many at once on one file. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class FileQueuesTest {
    private static final FileKey KEY = FileKeys.key("t", "p", "f");
    private static final int[] SIZES = {1, 100, 4000, 30_000, 40_000, 90_000};

    @TempDir Path root;

    private interface Work {
        void run(int worker, int round) throws Exception;
    }

    private static void together(int workers, int rounds, Work work) throws Exception {
        List<Future<?>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int worker = 0; worker < workers; worker++) {
                int number = worker;
                all.add(
                        threads.submit(() -> {
                            for (int round = 0; round < rounds; round++) {
                                work.run(number, round);
                            }
                            return number;
                        }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        }
    }

    @Test
    void each_read_is_one_written_body_in_full() throws Exception {
        try (FileStore store =
                LocalFiles.open(root, Durability.OS, InstantSource.system()).store()) {
            store.replace(KEY, body(0), FreeCharge.terms());
            together(
                    16,
                    60,
                    (worker, round) -> {
                        if (worker % 2 == 0) {
                            store.replace(KEY, body(worker * 7 + round), FreeCharge.terms());
                        } else {
                            checkWhole(assertInstanceOf(Opened.Found.class, store.open(KEY)));
                        }
                    });
        }
    }

    @Test
    void appends_all_land_whole() throws Exception {
        try (FileStore store =
                LocalFiles.open(root, Durability.FULL, InstantSource.system()).store()) {
            together(
                    16,
                    50,
                    (worker, round) -> {
                        byte[] line = new byte[round % 25 == 24 ? 40_000 : 64];
                        Arrays.fill(line, (byte) ('a' + worker));
                        line[line.length - 1] = '\n';
                        store.append(KEY, new ByteArrayInputStream(line), FreeCharge.terms());
                    });
        }
        List<String> lines = Files.readAllLines(root.resolve("t/p/f"));
        assertEquals(16 * 50, lines.size());
        for (String line : lines) {
            assertEquals(1, line.chars().distinct().count());
        }
        assertEquals(32, lines.stream().filter(line -> line.length() == 39_999).count());
    }

    private static ByteArrayInputStream body(int seed) {
        byte[] bytes = new byte[SIZES[seed % SIZES.length]];
        Arrays.fill(bytes, (byte) (seed % SIZES.length));
        return new ByteArrayInputStream(bytes);
    }

    private static void checkWhole(Opened.Found found) throws Exception {
        try (FileContent content = found.content()) {
            byte[] bytes =
                    switch (content) {
                        case FileContent.InMemory(var whole) -> whole;
                        case FileContent.Remote _ -> throw new AssertionError("all is here");
                        case FileContent.Region region -> {
                            ByteBuffer read = ByteBuffer.allocate((int) region.lengthBytes());
                            int count = 0;
                            while (read.hasRemaining() && count >= 0) {
                                count = region.file().read(read);
                            }
                            yield read.array();
                        }
                    };
            assertEquals(found.version().sizeBytes(), bytes.length);
            assertEquals(SIZES[bytes[0]], bytes.length);
            for (byte each : bytes) {
                assertEquals(bytes[0], each);
            }
        }
    }
}
