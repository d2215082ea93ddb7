package io.flowkeep.storage.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.files.FileContent;
import io.flowkeep.files.FileKey;
import io.flowkeep.files.FileKeys;
import io.flowkeep.files.FilePath;
import io.flowkeep.files.FileStore;
import io.flowkeep.files.FreeCharge;
import io.flowkeep.files.ListQuery;
import io.flowkeep.files.Listing;
import io.flowkeep.files.Missing;
import io.flowkeep.files.Obstacle;
import io.flowkeep.files.Opened;
import io.flowkeep.files.Removed;
import io.flowkeep.files.Saved;
import io.flowkeep.files.Traits.Trait;
import io.flowkeep.storage.s3.S3Front.Way;
import io.flowkeep.text.Utf8;
import io.flowkeep.trust.Trust;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
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
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The driver on stores that are not quite S3; see {@link OtherStores}. */
@Tag("neighbours")
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class OtherStoresTest {
    private static final FileKey KEY = FileKeys.key("t1", "p1", "a/log");
    private static final WriteConditions BARE = new WriteConditions(true, TagQuoting.BARE);
    private static final WriteConditions NO_TAGS = new WriteConditions(true, TagQuoting.NONE);
    private static final Duration SOON = Duration.ofSeconds(5);

    @TempDir Path folder;
    private S3Front front;
    private S3Settings settings;

    @BeforeAll
    static void startServer() {
        S3Server.require();
    }

    @BeforeEach
    void open() {
        S3Server server = S3Server.require();
        front = new S3Front(server.behind());
        settings =
                S3Tests.settings(
                        server,
                        front.url(),
                        server.bucket(folder),
                        S3Settings.Guarding.FOUND,
                        S3Tests.usual());
    }

    @AfterEach
    void close() {
        front.close();
    }

    static Stream<Arguments> stores() {
        HonouredConditions all = HonouredConditions.ALL;
        HonouredConditions nothing = HonouredConditions.NOTHING;
        return Stream.of(
                store(
                        "wants bare tags",
                        OtherStores.thatWantsBareTags(),
                        new HonouredConditions(BARE, BARE, TagQuoting.BARE)),
                store(
                        "refuses all conditions",
                        OtherStores.thatAnswersConditions(412, "PreconditionFailed", _ -> true),
                        nothing),
                store(
                        "knows no conditions",
                        OtherStores.thatAnswersConditions(501, "NotImplemented", _ -> true),
                        nothing),
                store(
                        "takes conditions for a mistake",
                        OtherStores.thatAnswersConditions(400, "InvalidArgument", _ -> true),
                        nothing),
                store(
                        "passes conditions over",
                        OtherStores.thatIgnores("if-(none-)?match"),
                        nothing),
                store(
                        "checks only that there is nothing",
                        OtherStores.thatIgnores("if-match"),
                        new HonouredConditions(NO_TAGS, NO_TAGS, TagQuoting.NONE)),
                store("knows only the older listing", OtherStores.thatListsInTheOlderWay(), all),
                store("refuses the newer listing", OtherStores.thatRefusesTheNewerListing(), all),
                store("lists the marker again", OtherStores.thatListsTheMarkerAgain(), all),
                store(
                        "has tags of other letters",
                        OtherStores.thatWritesTags("\"$1/odd+=\"", "/odd+="),
                        all),
                store("has weak tags", OtherStores.thatWritesTags("W/\"$1\"", "W/"), all),
                store("has tags without quotes", OtherStores.thatWritesTags("$1", "\0"), all),
                store("knows no newer checksums", OtherStores.thatKnowsNoNewerChecksums(), all),
                store("writes metadata with capitals", OtherStores.thatCapitalizes(), all),
                store(
                        "is an hour ahead",
                        OtherStores.thatIsAhead(Duration.ofHours(1), Clock.systemUTC()),
                        all));
    }

    private static Arguments store(String what, Way way, HonouredConditions honoured) {
        return Arguments.argumentSet(what, way, honoured);
    }

    @ParameterizedTest
    @MethodSource("stores")
    void all_that_is_done_with_files_works_on_a_store_that(Way way, HonouredConditions honoured)
            throws Exception {
        front.behave(way);
        assertEquals(honoured, honoured());
        try (FileStore store = S3Tests.open(settings).store()) {
            assertEquals(honoured.all(), store.traits().has(Trait.ALLOWS_REPLICAS));
            workOut(store);
        }
        assertTrue(
                front.requests().stream().noneMatch(line -> line.contains("?delete")),
                "DeleteObjects wants MD5 of some");
    }

    /** What comes after another in the life of a file, short and long, each in time. */
    private void workOut(FileStore store) throws IOException {
        inTime(() -> replace(store, Utf8.bytes("one")));
        inTime(() -> replace(store, Utf8.bytes("two")));
        inTime(() -> append(store, Utf8.bytes("+three")));
        assertEquals("two+three", text(store));
        byte[] bytes = new byte[PartSizes.BYTES + 5];
        Arrays.fill(bytes, (byte) 'x');
        replace(store, bytes);
        append(store, Utf8.bytes("end"));
        byte[] whole = Arrays.copyOf(bytes, bytes.length + 3);
        System.arraycopy(Utf8.bytes("end"), 0, whole, bytes.length, 3);
        assertArrayEquals(whole, read(store));
        for (int i = 0; i < 5; i++) {
            FileKey other = FileKeys.key("t1", "p1", "b/f" + i);
            store.replace(other, stream(new byte[] {1}), FreeCharge.terms());
        }
        assertEquals(Map.of(KEY.team(), whole.length + 5L), store.measure(KEY.project()));
        assertEquals(List.of("b/f0", "b/f1", "b/f2", "b/f3", "b/f4"), names(store, "b"));
        assertEquals(List.of("a", "b"), names(store, ""));
        inTime(() -> assertEquals(new Removed.Gone(), store.delete(KEY, FreeCharge.terms())));
        assertEquals(new Missing(), store.open(KEY));
        inTime(() -> replace(store, Utf8.bytes("again")));
        assertEquals(List.of(), S3Inside.own(S3Server.require(), folder));
    }

    @Test
    void a_store_that_refuses_what_holds_only_later_is_written_to_all_the_same() throws Exception {
        front.behave(
                OtherStores.thatAnswersConditions(
                        412, "PreconditionFailed", head -> !head.contains("/.flowkeep/")));
        try (FileStore store = S3Tests.open(settings).store()) {
            assertTrue(store.traits().has(Trait.ALLOWS_REPLICAS));
            S3Inside.put(S3Server.require(), folder, "t1/p1/a/log", "one");
            inTime(() -> replace(store, Utf8.bytes("two")));
            inTime(() -> append(store, Utf8.bytes("+three")));
            assertEquals("two+three", text(store));
            inTime(() -> assertEquals(new Removed.Gone(), store.delete(KEY, FreeCharge.terms())));
        }
    }

    @Test
    void a_store_that_comes_to_want_bare_tags_is_asked_anew() throws Exception {
        try (FileStore store = S3Tests.open(settings).store()) {
            replace(store, Utf8.bytes("one"));
            front.behave(OtherStores.thatWantsBareTags());
            inTime(() -> append(store, Utf8.bytes("+two")));
            front.requests();
            inTime(() -> append(store, Utf8.bytes("+three")));
            assertEquals(2, front.requests().size(), "known by now");
            assertEquals("one+two+three", text(store));
            assertTrue(store.traits().has(Trait.ALLOWS_REPLICAS));
        }
    }

    @Test
    void late_listings_are_late_and_nothing_else() throws Exception {
        front.behave(OtherStores.thatListsLate());
        try (FileStore store = S3Tests.open(settings).store()) {
            assertEquals(Map.of(), store.measure(KEY.project()));
            replace(store, Utf8.bytes("one"));
            append(store, Utf8.bytes("+two"));
            assertEquals("one+two", text(store));
            front.behave(new Way() {});
            assertEquals(Map.of(KEY.team(), 7L), store.measure(KEY.project()));
        }
    }

    @Test
    void a_store_that_takes_shorter_names_is_an_obstacle_and_no_fault() throws Exception {
        FileKey key = FileKeys.key("t1", "p1", "n".repeat(100));
        try (FileStore store = S3Tests.open(settings).store()) {
            front.behave(OtherStores.thatTakesShortNames(50, 400, "KeyTooLongError"));
            Obstacle tooLong = new Obstacle.NameTooLong();
            assertEquals(tooLong, store.replace(key, stream(new byte[1]), FreeCharge.terms()));
            assertEquals(tooLong, store.append(key, stream(new byte[1]), FreeCharge.terms()));
            assertEquals(tooLong, store.delete(key, FreeCharge.terms()));
            assertEquals(tooLong, store.open(key));
            assertEquals(tooLong, store.stat(key));
        }
    }

    @Test
    void a_store_that_sends_elsewhere_has_done_nothing() {
        try (FileStore store = S3Tests.open(settings).store()) {
            front.behave(
                    new Way() {
                        @Override
                        public Optional<byte[]> instead(String head) {
                            return head.startsWith("PUT ")
                                    ? Optional.of(S3Front.error(301, "PermanentRedirect"))
                                    : Optional.empty();
                        }
                    });
            assertThrows(
                    StoreUnavailable.class,
                    () -> store.replace(KEY, stream(new byte[1]), FreeCharge.terms()));
        }
    }

    @Test
    void a_listing_that_does_not_get_on_ends_as_a_fault() throws Exception {
        try (FileStore store = S3Tests.open(settings).store()) {
            for (int i = 0; i < 3; i++) {
                FileKey key = FileKeys.key("t1", "p1", "f" + i);
                store.replace(key, stream(new byte[] {1}), FreeCharge.terms());
            }
            front.behave(
                    new Way() {
                        @Override
                        public String request(String head) {
                            return head.replaceFirst("[&]start-after=[^& ]*", "")
                                    .replaceFirst("[?&]marker=[^& ]*&?", "?");
                        }
                    });
            assertThrows(
                    StoreUnavailable.class,
                    () ->
                            store.list(
                                    KEY.team(),
                                    KEY.project(),
                                    FilePath.ROOT,
                                    new ListQuery(1, "f1", true)));
        }
    }

    private HonouredConditions honoured() {
        S3Clients clients = S3Clients.open(settings, Trust.ofJvm());
        try (Bucket bucket = new Bucket(clients, settings.bucket(), settings.patience())) {
            return new ConditionsProbe(bucket, "probe").ask();
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void inTime(Work work) throws IOException {
        long start = System.nanoTime();
        work.run();
        Duration taken = Duration.ofNanos(System.nanoTime() - start);
        assertTrue(taken.compareTo(SOON) < 0, taken.toString());
    }

    private static void replace(FileStore store, byte[] bytes) throws IOException {
        assertInstanceOf(
                Saved.Written.class, store.replace(KEY, stream(bytes), FreeCharge.terms()));
    }

    private static void append(FileStore store, byte[] bytes) throws IOException {
        assertInstanceOf(Saved.Written.class, store.append(KEY, stream(bytes), FreeCharge.terms()));
    }

    private static String text(FileStore store) throws IOException {
        return new String(read(store), UTF_8);
    }

    private static byte[] read(FileStore store) throws IOException {
        Opened.Found found = assertInstanceOf(Opened.Found.class, store.open(KEY));
        try (FileContent content = found.content()) {
            if (content instanceof FileContent.InMemory(byte[] bytes)) {
                return bytes;
            }
            FileContent.Remote remote = assertInstanceOf(FileContent.Remote.class, content);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            remote.source().copy(0, found.version().sizeBytes(), out);
            return out.toByteArray();
        }
    }

    /** All names over all pages of two. */
    private static List<String> names(FileStore store, String below) {
        List<String> names = new ArrayList<>();
        boolean more = true;
        while (more) {
            String after = names.isEmpty() ? "" : names.getLast();
            ListQuery query = new ListQuery(2, after, !below.isEmpty());
            Listing.Page page =
                    assertInstanceOf(
                            Listing.Page.class,
                            store.list(KEY.team(), KEY.project(), FilePath.ROOT, query));
            page.entries().stream().map(Listing.Entry::name).forEach(names::add);
            more = page.more();
        }
        assertFalse(names.isEmpty());
        return names.stream().filter(name -> name.startsWith(below)).toList();
    }

    private static ByteArrayInputStream stream(byte[] bytes) {
        return new ByteArrayInputStream(bytes);
    }
}
