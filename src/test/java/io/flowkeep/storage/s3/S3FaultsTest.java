package io.flowkeep.storage.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.faults.StoreFault;
import io.flowkeep.faults.StoreOutcomeUnknown;
import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.files.Charge;
import io.flowkeep.files.FileContent;
import io.flowkeep.files.FileKey;
import io.flowkeep.files.FileKeys;
import io.flowkeep.files.FilePath;
import io.flowkeep.files.FileStore;
import io.flowkeep.files.FreeCharge;
import io.flowkeep.files.ListQuery;
import io.flowkeep.files.Opened;
import io.flowkeep.files.Precondition;
import io.flowkeep.files.Removed;
import io.flowkeep.files.Saved;
import io.flowkeep.files.Terms;
import io.flowkeep.files.Traits.Trait;
import io.flowkeep.storage.s3.S3Front.Fault;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A store that fails is never taken for one without the file, nor for one that has done it. */
@Tag("neighbours")
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class S3FaultsTest {
    private static final FileKey KEY = FileKeys.key("t1", "p1", "a/log");
    private static final String READ = "^GET /[^?]*/a/log";
    private static final String WRITE = "^PUT /[^?]*/a/log";
    private static final int EVERY_TIME = 1000;

    @TempDir Path folder;
    private S3Front front;
    private S3Files files;

    @BeforeAll
    static void startServer() {
        S3Server.require();
    }

    @BeforeEach
    void open() throws IOException {
        S3Server server = S3Server.require();
        front = new S3Front(server.behind());
        String bucket = server.bucket(folder);
        files =
                S3Tests.open(
                        S3Tests.settings(
                                server,
                                front.url(),
                                bucket,
                                S3Settings.Guarding.FOUND,
                                S3Tests.SHORT));
        assertTrue(store().traits().has(Trait.ALLOWS_REPLICAS));
        assertInstanceOf(Saved.Written.class, replace("old"));
    }

    @AfterEach
    void close() {
        files.close();
        front.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {
                "ERROR",
                "SLOW_DOWN",
                "STRANGE_404",
                "NO_BUCKET",
                "BREAK_BEFORE",
                "HANG",
                "CUT"
            })
    void a_read_that_fails_is_no_missing_file(Fault fault) throws Exception {
        front.fail(".", fault, EVERY_TIME);
        List<Work> reads = new ArrayList<>();
        reads.add(() -> store().open(KEY));
        reads.add(() -> store().list(KEY.team(), KEY.project(), FilePath.ROOT, all()));
        reads.add(() -> store().measure(KEY.project()));
        if (fault != Fault.CUT) { // one byte has no half
            reads.add(() -> store().stat(KEY));
            reads.add(() -> store().delete(KEY, FreeCharge.terms()));
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> ends = new ArrayList<>();
            reads.forEach(read -> ends.add(threads.submit(() -> assertInTime(read))));
            for (Future<?> end : ends) {
                end.get();
            }
        }
        front.failNoMore();
        assertEquals("old", text());
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {
                "ERROR",
                "SLOW_DOWN",
                "STRANGE_404",
                "NO_BUCKET",
                "BREAK_BEFORE",
                "HANG",
                "CUT"
            })
    void an_append_that_cannot_read_the_file_leaves_it_as_it_was(Fault fault) {
        front.fail(READ, fault, EVERY_TIME);
        CountingCharge charge = new CountingCharge();
        Terms terms = new Terms(new Precondition.Always(), charge);
        assertInTime(() -> store().append(KEY, stream("new"), terms));
        front.failNoMore();
        assertEquals("old", text());
        assertEquals(0, charge.bytes);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"ERROR", "SLOW_DOWN", "BREAK_BEFORE", "BREAK_AFTER", "HANG_AFTER", "CUT"})
    void one_fault_on_the_way_to_a_write_is_made_good_and_appends_once(Fault fault)
            throws IOException {
        front.fail(WRITE, fault, 1);
        CountingCharge charge = new CountingCharge();
        Terms terms = new Terms(new Precondition.Always(), charge);
        assertInstanceOf(Saved.Written.class, store().append(KEY, stream("+new"), terms));
        assertEquals("old+new", text());
        assertEquals(4, charge.bytes);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"BREAK_BEFORE", "HANG"})
    void a_write_without_an_answer_stays_unknown_if_the_object_does_not_tell(Fault fault) {
        front.fail(WRITE, fault, EVERY_TIME);
        CountingCharge charge = new CountingCharge();
        Terms terms = new Terms(new Precondition.Always(), charge);
        long start = System.nanoTime();
        assertThrows(StoreOutcomeUnknown.class, () -> store().append(KEY, stream("+new"), terms));
        assertSoon(start);
        front.failNoMore();
        assertEquals("old", text());
        assertEquals(4, charge.bytes);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"ERROR", "SLOW_DOWN"})
    void a_write_that_the_store_itself_gives_up_has_not_happened_if_the_object_is_as_it_was(
            Fault fault) {
        front.fail(WRITE, fault, EVERY_TIME);
        CountingCharge charge = new CountingCharge();
        Terms terms = new Terms(new Precondition.Always(), charge);
        front.requests();
        assertThrows(StoreUnavailable.class, () -> store().append(KEY, stream("+new"), terms));
        assertEquals(
                3,
                front.requests().stream().filter(line -> line.matches(WRITE + ".*")).count(),
                "nobody else repeats it");
        assertThrows(
                StoreUnavailable.class,
                () -> store().replace(FileKeys.key("t1", "p1", "a/log2"), stream("x"), terms));
        front.failNoMore();
        assertEquals("old", text());
        assertEquals(0, charge.bytes);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"BREAK_AFTER", "HANG_AFTER", "ERROR_AFTER"})
    void a_write_of_which_every_answer_is_lost_is_known_by_the_object(Fault fault)
            throws IOException {
        front.fail(WRITE, fault, EVERY_TIME);
        CountingCharge charge = new CountingCharge();
        Terms terms = new Terms(new Precondition.Always(), charge);
        assertInstanceOf(Saved.Written.class, store().append(KEY, stream("+new"), terms));
        front.failNoMore();
        assertEquals("old+new", text());
        assertEquals(4, charge.bytes);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"ERROR", "BREAK_BEFORE", "BREAK_AFTER", "ERROR_AFTER"})
    void a_deletion_that_always_fails_ends_as_the_object_tells(Fault fault) {
        front.fail("^DELETE /[^?]*/a/log", fault, EVERY_TIME);
        switch (fault) {
            case ERROR ->
                    assertThrows(
                            StoreUnavailable.class, () -> store().delete(KEY, FreeCharge.terms()));
            case BREAK_BEFORE ->
                    assertThrows(
                            StoreOutcomeUnknown.class,
                            () -> store().delete(KEY, FreeCharge.terms()));
            default -> assertEquals(new Removed.Gone(), store().delete(KEY, FreeCharge.terms()));
        }
        front.failNoMore();
        boolean isThere = fault == Fault.ERROR || fault == Fault.BREAK_BEFORE;
        assertEquals(isThere, store().open(KEY) instanceof Opened.Found);
    }

    @Test
    void a_write_that_was_refused_has_changed_nothing() {
        front.fail(WRITE, Fault.NO_BUCKET, EVERY_TIME);
        CountingCharge charge = new CountingCharge();
        Terms terms = new Terms(new Precondition.Always(), charge);
        assertThrows(StoreUnavailable.class, () -> store().replace(KEY, stream("new"), terms));
        front.failNoMore();
        assertEquals("old", text());
        assertEquals(0, charge.bytes);
    }

    @Test
    void a_store_that_is_away_is_known_at_once_and_comes_back() throws IOException {
        front.goAway();
        CountingCharge charge = new CountingCharge();
        Terms terms = new Terms(new Precondition.Always(), charge);
        assertInTime(() -> store().open(KEY));
        assertInTime(() -> store().replace(KEY, stream("new"), terms));
        assertEquals(0, charge.bytes);
        assertEquals(false, files.isReady());
    }

    @Test
    void a_server_opens_while_the_store_is_away_and_works_once_it_is_there() throws IOException {
        front.fail(".", Fault.ERROR, EVERY_TIME);
        S3Settings settings =
                S3Tests.settings(
                        S3Server.require(),
                        front.url(),
                        S3Server.require().bucket(folder),
                        S3Settings.Guarding.FOUND,
                        S3Tests.SHORT);
        try (S3Files early = S3Tests.open(settings)) {
            assertEquals(false, early.isReady());
            assertEquals(false, early.store().traits().has(Trait.ALLOWS_REPLICAS));
            assertThrows(
                    StoreUnavailable.class,
                    () -> early.store().append(KEY, stream("x"), FreeCharge.terms()));
            front.failNoMore();
            assertEquals(true, early.isReady());
            early.store().append(KEY, stream("!"), FreeCharge.terms());
            assertEquals(true, early.store().traits().has(Trait.ALLOWS_REPLICAS));
        }
        assertEquals("old!", text());
    }

    @Test
    void an_upload_in_parts_that_fails_leaves_the_old_file_and_nothing_else() {
        front.fail("^PUT .*partNumber=2", Fault.ERROR, EVERY_TIME);
        assertThrows(
                StoreUnavailable.class,
                () -> store().replace(KEY, zeros(9 << 20), FreeCharge.terms()));
        front.failNoMore();
        assertEquals("old", text());
        assertEquals(Set.copyOf(S3Inside.uploads(S3Server.require(), folder)), front.givenUp());
        assertEquals(List.of(), S3Inside.own(S3Server.require(), folder));
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"ERROR", "BREAK_BEFORE", "BREAK_AFTER", "ERROR_IN_200"})
    void one_fault_at_the_end_of_an_upload_in_parts_is_made_good(Fault fault) throws IOException {
        front.fail("^POST .*uploadId=", fault, 1);
        store().replace(KEY, zeros(9 << 20), FreeCharge.terms());
        assertEquals(9 << 20, size());
        assertEquals(List.of(), S3Inside.own(S3Server.require(), folder));
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"CUT", "STALL"})
    void a_long_file_that_breaks_off_is_not_taken_for_whole(Fault fault) throws IOException {
        store().replace(KEY, zeros(1 << 20), FreeCharge.terms());
        front.fail(READ, fault, 1);
        long start = System.nanoTime();
        try (FileContent.Remote content =
                assertInstanceOf(
                        FileContent.Remote.class,
                        assertInstanceOf(Opened.Found.class, store().open(KEY)).content())) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            assertThrows(IOException.class, () -> content.source().copy(0, 1 << 20, out));
        }
        assertSoon(start);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"ERROR", "BREAK_BEFORE", "BREAK_AFTER"})
    void one_fault_on_the_way_to_a_deletion_is_made_good(Fault fault) {
        front.fail("^DELETE /[^?]*/a/log", fault, 1);
        assertEquals(new Removed.Gone(), store().delete(KEY, FreeCharge.terms()));
        assertEquals(false, store().open(KEY) instanceof Opened.Found);
    }

    private interface Work {
        Object run() throws IOException;
    }

    private void assertInTime(Work work) {
        long start = System.nanoTime();
        StoreFault fault = assertThrows(StoreFault.class, work::run);
        assertInstanceOf(StoreUnavailable.class, fault);
        assertSoon(start);
    }

    private static void assertSoon(long start) {
        Duration taken = Duration.ofNanos(System.nanoTime() - start);
        assertTrue(taken.compareTo(Duration.ofSeconds(15)) < 0, taken.toString());
    }

    private FileStore store() {
        return files.store();
    }

    private Saved replace(String text) throws IOException {
        return store().replace(KEY, stream(text), FreeCharge.terms());
    }

    private String text() {
        Opened.Found found = assertInstanceOf(Opened.Found.class, store().open(KEY));
        return new String(
                assertInstanceOf(FileContent.InMemory.class, found.content()).bytes(), UTF_8);
    }

    private long size() throws IOException {
        Opened.Found found =
                assertInstanceOf(Opened.Found.class, store().open(KEY, FileStore.Wanted.STATE));
        found.content().close();
        return found.version().sizeBytes();
    }

    private static ListQuery all() {
        return new ListQuery(10, "", true);
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    private static InputStream zeros(int length) {
        return new ByteArrayInputStream(new byte[length]);
    }

    /** Adds up what it is told. */
    private static final class CountingCharge implements Charge {
        private long bytes;
        private long last;

        @Override
        public boolean create(long newBytes) {
            return change(0, newBytes);
        }

        @Override
        public boolean change(long oldBytes, long newBytes) {
            last = newBytes - oldBytes;
            bytes += last;
            return true;
        }

        @Override
        public void removed(long oldBytes) {
            bytes -= oldBytes;
        }

        @Override
        public void undo() {
            bytes -= last;
        }

        @Override
        public long limitBytes() {
            return Long.MAX_VALUE;
        }
    }
}
