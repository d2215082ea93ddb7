package io.flowkeep.storage.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
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
import io.flowkeep.files.Opened;
import io.flowkeep.files.Saved;
import io.flowkeep.files.SeenFile;
import io.flowkeep.files.Survey;
import io.flowkeep.files.Traits.Trait;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import io.flowkeep.testing.StoppedClock;
import io.flowkeep.trust.Trust;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A bucket as others have left it and as others see it. */
@Tag("neighbours")
@Tag("slow")
@ParameterizedClass
@EnumSource(S3Kind.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class S3BucketTest {
    private static final FileKey KEY = FileKeys.key("t1", "p1", "a/b.txt");

    @TempDir Path folder;
    @Parameter S3Kind kind = S3Kind.MOCK;
    private S3Server server;

    @BeforeParameterizedClassInvocation
    static void startServer(S3Kind kind) {
        kind.require();
    }

    @BeforeEach
    void requireServer() {
        server = kind.require();
    }

    @Test
    void an_existing_bucket_is_taken_over() throws IOException {
        S3Inside.put(server, folder, "t1/p1/a/b.txt", "from before");
        S3Inside.put(server, folder, "t1/p1/trail/", "ends in a slash");
        S3Inside.put(server, folder, "t1/p1", "the empty path");
        try (FileStore store = S3Tests.store(server, folder)) {
            assertEquals("from before", text(store, KEY));
            assertEquals(Map.of(KEY.team(), 11L), store.measure(KEY.project()));
            append(store, KEY, " and now");
            assertEquals("from before and now", text(store, KEY));
            assertEquals(List.of("a/b.txt"), names(store, true, 10));
            assertEquals(List.of("a", "trail"), names(store, false, 10));
        }
        assertEquals("from before and now", S3Inside.text(server, folder, "t1/p1/a/b.txt"));
    }

    @Test
    void a_file_is_one_object_that_others_can_read() throws IOException {
        try (FileStore store = S3Tests.store(server, folder)) {
            append(store, KEY, "plain");
        }
        var answer = server.send("GET", "/" + server.bucket(folder) + "/t1/p1/a/b.txt", "");
        assertEquals("plain", answer.body());
        assertEquals(
                "application/octet-stream",
                answer.headers().firstValue("content-type").orElseThrow());
        assertEquals(List.of(), S3Inside.own(server, folder));
    }

    @Test
    void a_folder_keeps_its_place_whatever_comes_between_its_name_and_its_slash() {
        List<String> expected = new ArrayList<>(List.of("a", "a b"));
        S3Inside.put(server, folder, "t1/p1/a/x", "x");
        S3Inside.put(server, folder, "t1/p1/a%20b", "x");
        for (int i = 100; i < 130; i++) {
            expected.add("a-" + i);
            S3Inside.put(server, folder, "t1/p1/a-" + i, "x");
        }
        expected.addAll(List.of("a-b", "a-b-c", "a0"));
        S3Inside.put(server, folder, "t1/p1/a-b/x", "x");
        S3Inside.put(server, folder, "t1/p1/a-b-c", "x");
        S3Inside.put(server, folder, "t1/p1/a0", "x");
        try (FileStore store = S3Tests.store(server, folder)) {
            for (int limit : new int[] {1, 2, 7, 33, 34, 100}) {
                assertEquals(expected, names(store, false, limit), "limit " + limit);
            }
        }
    }

    @Test
    void more_objects_than_a_page_holds_are_listed_and_counted() throws Exception {
        Set<String> expected = new TreeSet<>();
        try (FileStore store = S3Tests.store(server, folder);
                ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Callable<Saved>> work = new ArrayList<>();
            for (int i = 0; i < 1100; i++) {
                String name = "d/f%04d".formatted(i);
                expected.add(name);
                FileKey key = FileKeys.key("t1", "p1", name);
                work.add(() -> store.replace(key, stream("0123456789"), FreeCharge.terms()));
            }
            for (var end : threads.invokeAll(work)) {
                assertInstanceOf(Saved.Written.class, end.get());
            }
            assertEquals(Map.of(KEY.team(), 11_000L), store.measure(KEY.project()));
            assertEquals(List.copyOf(expected), names(store, true, 10_000));
            assertEquals(List.copyOf(expected), names(store, true, 400));
        }
    }

    @Test
    void what_a_crash_left_behind_is_cleared_away_after_a_day() throws IOException {
        S3Settings settings = S3Tests.settings(server, folder);
        S3Clients clients = S3Clients.open(settings, Trust.ofJvm());
        try (Bucket bucket = new Bucket(clients, settings.bucket(), settings.patience())) {
            MultipartUpload upload = MultipartUpload.begin(bucket, "t1/p1/never", "change1");
            upload.add(new byte[10], 10); // and the process ends
            bucket.putOwn(AppendingObject.PASSING + "change2", new byte[1]);
        }
        assertEquals(2, S3Inside.own(server, folder).size());
        try (S3Files now = S3Tests.open(settings)) {
            now.sweep();
        }
        assertEquals(2, S3Inside.own(server, folder).size());
        InstantSource later = InstantSource.offset(InstantSource.system(), Duration.ofHours(25));
        try (S3Files next = S3Files.open(settings, Trust.ofJvm(), later, new SecureRandom())) {
            next.sweep();
        }
        assertEquals(List.of(), S3Inside.own(server, folder));
        Set<String> left = new TreeSet<>(S3Inside.uploads(server, folder));
        left.removeAll(server.givenUp());
        assertEquals(Set.of(), left);
    }

    @Test
    void a_missing_bucket_is_no_empty_one() {
        S3Settings settings =
                S3Tests.settings(
                        server,
                        server.url(),
                        "no-such-bucket",
                        S3Settings.Guarding.FOUND,
                        S3Tests.SHORT);
        try (S3Files files = S3Tests.open(settings)) {
            assertFalse(files.isReady());
            assertThrows(StoreUnavailable.class, () -> files.store().open(KEY));
            assertThrows(StoreUnavailable.class, () -> files.store().stat(KEY));
            assertThrows(
                    StoreUnavailable.class, () -> files.store().delete(KEY, FreeCharge.terms()));
            assertThrows(StoreUnavailable.class, () -> files.store().measure(KEY.project()));
        }
    }

    @Test
    void without_conditions_one_server_still_loses_nothing_and_says_that_it_is_alone()
            throws Exception {
        S3Settings settings = S3Tests.settings(server, folder, S3Settings.Guarding.NEVER);
        try (FileStore store = S3Tests.open(settings).store();
                ExecutorService threads = Executors.newFixedThreadPool(4)) {
            assertFalse(store.traits().has(Trait.ALLOWS_REPLICAS));
            List<Callable<Saved>> work = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                work.add(() -> store.append(KEY, stream("12345"), FreeCharge.terms()));
            }
            for (var end : threads.invokeAll(work)) {
                assertInstanceOf(Saved.Written.class, end.get());
            }
            assertEquals("12345".repeat(40), text(store, KEY));
            store.delete(KEY, FreeCharge.terms());
            assertEquals(List.of(), names(store, true, 10));
        }
    }

    @Test
    void what_the_server_behind_checks_is_found_out() {
        try (FileStore store = S3Tests.store(server, folder)) {
            HonouredConditions honoured = honoured();
            assertTrue(honoured.puts().all(), honoured::toString);
            assertEquals(honoured.all(), store.traits().has(Trait.ALLOWS_REPLICAS));
            assertEquals(honoured.all(), honoured.lacks().isEmpty());
            if (kind == S3Kind.MOCK) {
                assertEquals(HonouredConditions.ALL, honoured);
            }
        }
        assertEquals(List.of(), S3Inside.own(server, folder));
    }

    @Test
    void what_was_written_is_remembered_only_until_it_is_found() throws IOException {
        S3Settings settings = S3Tests.settings(server, folder);
        StoppedClock clock = StoppedClock.at(Instant.EPOCH);
        S3Clients clients = S3Clients.open(settings, Trust.ofJvm());
        try (Bucket bucket = new Bucket(clients, settings.bucket(), settings.patience())) {
            BucketProjects projects = new BucketProjects(bucket, clock);
            assertEquals(List.of(), surveyed(projects));
            S3Inside.put(server, folder, "t1/p1/a.txt", "put after the bucket was looked through");
            projects.note(KEY.team(), KEY.project());
            assertEquals(List.of("t1/p1/a.txt"), surveyed(projects));
            for (int i = 0; i < 1000; i++) {
                projects.note(KEY.team(), new ProjectId("q" + i));
            }
            assertEquals(1001, projects.remembered());
            clock.pass(Duration.ofSeconds(121));
            projects.note(KEY.team(), new ProjectId("another"));
            assertEquals(1, projects.remembered());
            assertEquals(List.of("t1/p1/a.txt"), surveyed(projects));
        }
    }

    @Test
    void what_was_written_before_a_survey_is_seen_however_long_it_takes_to_find_projects()
            throws IOException {
        S3Settings settings = S3Tests.settings(server, folder);
        StoppedClock clock = StoppedClock.at(Instant.EPOCH);
        Deque<Runnable> meanwhile = new ArrayDeque<>();
        InstantSource looked =
                () -> {
                    Instant now = clock.instant();
                    Optional.ofNullable(meanwhile.poll()).ifPresent(Runnable::run);
                    return now;
                };
        S3Clients clients = S3Clients.open(settings, Trust.ofJvm());
        try (Bucket bucket = new Bucket(clients, settings.bucket(), settings.patience())) {
            BucketProjects projects = new BucketProjects(bucket, looked);
            assertEquals(List.of(), surveyed(projects));
            S3Inside.put(server, folder, "t1/p1/a.txt", "put after the bucket was looked through");
            projects.note(KEY.team(), KEY.project());
            meanwhile.add(() -> {
                clock.pass(Duration.ofSeconds(121));
                projects.note(KEY.team(), new ProjectId("another"));
            });
            assertEquals(List.of("t1/p1/a.txt"), surveyed(projects));
            assertEquals(1, projects.remembered(), "or nothing was forgotten meanwhile");
        }
    }

    private static List<String> surveyed(BucketProjects projects) {
        List<String> names = new ArrayList<>();
        projects.survey(
                KEY.project(),
                Set.of(),
                new Survey() {
                    @Override
                    public void saw(List<SeenFile> files) {
                        files.forEach(file -> names.add(file.name()));
                    }

                    @Override
                    public void passedFolder(String name) {
                        // buckets have none
                    }

                    @Override
                    public void passed(Predicate<String> behind) {
                        // it is looked at whole
                    }
                });
        return names;
    }

    private HonouredConditions honoured() {
        S3Settings settings = S3Tests.settings(server, folder);
        S3Clients clients = S3Clients.open(settings, Trust.ofJvm());
        try (Bucket bucket = new Bucket(clients, settings.bucket(), settings.patience())) {
            return new ConditionsProbe(bucket, "probe").ask();
        }
    }

    private static void append(FileStore store, FileKey key, String text) throws IOException {
        assertInstanceOf(Saved.Written.class, store.append(key, stream(text), FreeCharge.terms()));
    }

    private static String text(FileStore store, FileKey key) {
        Opened.Found found = assertInstanceOf(Opened.Found.class, store.open(key));
        return new String(
                assertInstanceOf(FileContent.InMemory.class, found.content()).bytes(), UTF_8);
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    /** All names over all pages. */
    private static List<String> names(FileStore store, boolean recursive, int limit) {
        List<String> names = new ArrayList<>();
        boolean more = true;
        while (more) {
            String after = names.isEmpty() ? "" : names.getLast();
            Listing.Page page =
                    assertInstanceOf(
                            Listing.Page.class,
                            store.list(
                                    new TeamId("t1"),
                                    new ProjectId("p1"),
                                    FilePath.ROOT,
                                    new ListQuery(limit, after, recursive)));
            page.entries().forEach(entry -> names.add(entry.name()));
            more = page.more();
        }
        return names;
    }
}
