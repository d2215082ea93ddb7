package io.flowkeep.storage.localfs;

import io.flowkeep.faults.Durability;
import io.flowkeep.files.FileKey;
import io.flowkeep.files.FileKeys;
import io.flowkeep.files.FileStore;
import io.flowkeep.files.FreeCharge;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Random;

/**
 * The process that {@link KillTest} kills. Prints each change before it asks for it and again when
 * it is answered; each of its threads has files of its own.
 */
final class KilledWriter {
    private static final int[] SIZES = {0, 1, 500, 5000, 32_768, 32_769, 60_000, 300_000};
    private static final int MAX_FILE_BYTES = 1_000_000;

    private KilledWriter() {}

    static byte fill(int size) {
        return (byte) (size * 31 + 7);
    }

    public static void main(String[] arguments) throws InterruptedException {
        JournalLimits limits =
                new JournalLimits(
                        256 << 10, 2L << 20, Duration.ofMillis(100), Duration.ofSeconds(5));
        FileStore store =
                LocalFiles.open(
                                Path.of(arguments[0]),
                                Durability.FULL,
                                InstantSource.system(),
                                limits)
                        .store();
        System.out.println("open");
        for (int thread = 0; thread < 4; thread++) {
            int number = thread;
            Random random = new Random(Long.parseLong(arguments[1]) * 100 + thread);
            Thread.ofPlatform().start(() -> work(store, number, random));
        }
        Thread.currentThread().join();
    }

    private static void work(FileStore store, int thread, Random random) {
        PrintStream out = System.out;
        try {
            while (!out.checkError()) {
                String name = thread + "/" + random.nextInt(5);
                FileKey key = FileKeys.key("t", "p", name);
                int size = SIZES[random.nextInt(SIZES.length)];
                byte[] bytes = new byte[size];
                Arrays.fill(bytes, fill(size));
                int kind = random.nextInt(5);
                boolean append =
                        kind > 1
                                && store.stat(key)
                                        instanceof io.flowkeep.files.Described.Found(var version)
                                && version.sizeBytes() < MAX_FILE_BYTES;
                String word = kind == 0 ? "delete" : append ? "append" : "put";
                out.println("- " + name + " " + word + " " + size + " .");
                var content = new ByteArrayInputStream(bytes);
                switch (word) {
                    case "delete" -> store.delete(key, FreeCharge.terms());
                    case "append" -> store.append(key, content, FreeCharge.terms());
                    default -> store.replace(key, content, FreeCharge.terms());
                }
                out.println("- " + name + " answered 0 .");
            }
        } catch (IOException | RuntimeException e) {
            Runtime.getRuntime().halt(3);
        }
    }
}
