package io.flowkeep.storage.s3;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flowkeep.files.EventfulContent;
import io.flowkeep.files.FileContent;
import io.flowkeep.files.FileKey;
import io.flowkeep.files.FileKeys;
import io.flowkeep.files.FileStore;
import io.flowkeep.files.FreeCharge;
import io.flowkeep.files.Opened;
import io.flowkeep.files.Precondition;
import io.flowkeep.files.PreconditionFailed;
import io.flowkeep.files.Saved;
import io.flowkeep.files.Terms;
import io.flowkeep.files.Traits.Trait;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that travel in parts. */
@Tag("neighbours")
@Tag("slow")
@ParameterizedClass
@EnumSource(S3Kind.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class S3LargeFilesTest {
    private static final FileKey KEY = FileKeys.key("t1", "p1", "a/large");
    private static final int MIB = 1 << 20;

    @TempDir Path folder;
    @Parameter S3Kind kind = S3Kind.MOCK;
    private S3Server server;
    private FileStore store;

    @BeforeParameterizedClassInvocation
    static void startServer(S3Kind kind) {
        kind.require();
    }

    @BeforeEach
    void open() {
        server = kind.require();
        store = S3Tests.store(server, folder);
    }

    @AfterEach
    void close() {
        assertEquals(List.of(), S3Inside.own(server, folder), "nothing of its own is left");
        store.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {8 * MIB - 1, 8 * MIB, 8 * MIB + 1, 20 * MIB})
    void a_long_file_comes_back_as_it_was(int length) throws IOException {
        byte[] bytes = random(length);
        Saved saved = store.replace(KEY, stream(bytes), FreeCharge.terms());
        assertEquals(length, assertInstanceOf(Saved.Written.class, saved).version().sizeBytes());
        assertArrayEquals(bytes, read(KEY));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5 * MIB - 1, 5 * MIB, 8 * MIB, 12 * MIB})
    void whatever_was_there_stays_before_what_is_appended(int oldLength) throws IOException {
        for (int length : new int[] {0, 10, 9 * MIB}) {
            byte[] old = random(oldLength);
            byte[] more = random(length);
            store.replace(KEY, stream(old), FreeCharge.terms());
            store.append(KEY, stream(more), FreeCharge.terms());
            byte[] both = read(KEY);
            assertEquals(oldLength + length, both.length);
            assertArrayEquals(old, Arrays.copyOf(both, oldLength));
            assertArrayEquals(more, Arrays.copyOfRange(both, oldLength, both.length));
        }
    }

    @Test
    void a_long_append_makes_the_file() throws IOException {
        byte[] bytes = random(9 * MIB);
        store.append(KEY, stream(bytes), FreeCharge.terms());
        assertArrayEquals(bytes, read(KEY));
    }

    @Test
    void parts_of_a_long_file_can_be_read_in_any_order() throws IOException {
        byte[] bytes = random(2 * MIB);
        store.replace(KEY, stream(bytes), FreeCharge.terms());
        for (FileStore.Wanted wanted : FileStore.Wanted.values()) {
            Opened.Found found = assertInstanceOf(Opened.Found.class, store.open(KEY, wanted));
            try (FileContent.Remote content =
                    assertInstanceOf(FileContent.Remote.class, found.content())) {
                int[][] spans = {{0, 10}, {5, 100}, {100_000, 70_000}, {MIB, MIB}, {1, 1}, {7, 0}};
                for (int[] span : spans) {
                    ByteArrayOutputStream out = new ByteArrayOutputStream();
                    content.source().copy(span[0], span[1], out);
                    assertArrayEquals(
                            Arrays.copyOfRange(bytes, span[0], span[0] + span[1]),
                            out.toByteArray());
                }
            }
        }
    }

    @Test
    void a_long_replacement_that_was_overtaken_is_judged_anew() throws IOException {
        store.replace(KEY, stream(random(10)), FreeCharge.terms());
        FreeCharge charge = new FreeCharge();
        InputStream overtaken =
                new SequenceInputStream(
                        stream(random(9 * MIB)),
                        new EventfulContent(
                                10,
                                5,
                                () -> {
                                    try {
                                        store.replace(KEY, stream(random(30)), FreeCharge.terms());
                                    } catch (IOException e) {
                                        throw new UncheckedIOException(e);
                                    }
                                }));
        store.replace(KEY, overtaken, new Terms(new Precondition.Always(), charge));
        assertEquals(List.of("change 30 " + (9 * MIB + 10)), charge.told());
        assertEquals(
                new PreconditionFailed(),
                store.replace(
                        KEY, stream(random(9 * MIB)), FreeCharge.terms(new Precondition.Absent())));
    }

    @Test
    void appends_of_two_servers_to_a_long_file_all_land() throws Exception {
        assumeTrue(store.traits().has(Trait.ALLOWS_REPLICAS), "else their usage must be shared");
        int writers = 4;
        int rounds = 3;
        byte[] start = random(8 * MIB);
        store.replace(KEY, stream(start), FreeCharge.terms());
        try (FileStore other = S3Tests.store(server, folder);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> work = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                FileStore mine = i % 2 == 0 ? store : other;
                byte[] piece = new byte[100];
                Arrays.fill(piece, (byte) ('a' + i));
                work.add(() -> {
                    for (int round = 0; round < rounds; round++) {
                        assertInstanceOf(
                                Saved.Written.class,
                                mine.append(KEY, stream(piece), FreeCharge.terms()));
                    }
                    return true;
                });
            }
            for (Future<Boolean> end : threads.invokeAll(work)) {
                assertTrue(end.get());
            }
        }
        byte[] all = read(KEY);
        assertEquals(start.length + writers * rounds * 100, all.length);
        for (int at = start.length; at < all.length; at += 100) {
            for (int i = 1; i < 100; i++) {
                assertEquals(all[at], all[at + i]);
            }
        }
    }

    private byte[] read(FileKey key) throws IOException {
        Opened.Found found = assertInstanceOf(Opened.Found.class, store.open(key));
        try (FileContent content = found.content()) {
            return switch (content) {
                case FileContent.InMemory(byte[] bytes) -> bytes;
                case FileContent.Remote(var source, long length) -> {
                    ByteArrayOutputStream out = new ByteArrayOutputStream();
                    source.copy(0, length, out);
                    yield out.toByteArray();
                }
                case FileContent.Region _ -> throw new AssertionError("there is no disk");
            };
        }
    }

    private static InputStream stream(byte[] bytes) {
        return new ByteArrayInputStream(bytes);
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
