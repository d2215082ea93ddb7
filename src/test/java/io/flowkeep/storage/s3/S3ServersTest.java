package io.flowkeep.storage.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flowkeep.files.Counts;
import io.flowkeep.files.FileContent;
import io.flowkeep.files.FileKey;
import io.flowkeep.files.FileKeys;
import io.flowkeep.files.FileStore;
import io.flowkeep.files.FreeCharge;
import io.flowkeep.files.Missing;
import io.flowkeep.files.MortalLedger;
import io.flowkeep.files.Opened;
import io.flowkeep.files.Precondition;
import io.flowkeep.files.PreconditionFailed;
import io.flowkeep.files.ProjectFiles;
import io.flowkeep.files.Quota;
import io.flowkeep.files.Removed;
import io.flowkeep.files.Saved;
import io.flowkeep.files.SharedLedger;
import io.flowkeep.files.SharedUsage;
import io.flowkeep.files.Traits.Trait;
import io.flowkeep.files.Upload;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import io.flowkeep.storage.memory.MemorySharedLedger;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Three servers on one bucket. */
@Tag("neighbours")
@Tag("slow")
@Timeout(180)
@ParameterizedClass
@EnumSource(S3Kind.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class S3ServersTest {
    private static final FileKey KEY = FileKeys.key("t1", "p1", "a/shared.log");
    private static final ProjectId PROJECT = new ProjectId("p1");
    private static final Pattern PIECES = Pattern.compile("(<\\d+-\\d+>)*");
    private static final int SERVERS = 3;
    private static final int WRITERS = 6;

    @TempDir Path folder;
    @Parameter S3Kind kind = S3Kind.MOCK;
    private S3Server server;
    private final List<FileStore> stores = new ArrayList<>();
    private final AtomicReference<Duration> offset = new AtomicReference<>(Duration.ZERO);
    private final SharedLedger ledger =
            new MemorySharedLedger(
                    () -> InstantSource.system().instant().plus(offset.get()),
                    Duration.ofMinutes(1));

    @BeforeParameterizedClassInvocation
    static void startServer(S3Kind kind) {
        kind.require();
    }

    @BeforeEach
    void requireServer() {
        server = kind.require();
    }

    @AfterEach
    void close() {
        stores.forEach(FileStore::close);
    }

    @Test
    void by_conditions_nothing_is_lost_of_appends_replaces_and_deletes() throws Exception {
        open(S3Settings.Guarding.FOUND);
        assumeTrue(
                stores.getFirst().traits().has(Trait.ALLOWS_REPLICAS),
                "else their usage must be shared");
        mix(Server::bare);
    }

    @Test
    void by_conditions_and_shared_usage_nothing_is_lost_and_usage_is_exact() throws Exception {
        open(S3Settings.Guarding.FOUND);
        mix(Server::counting);
        assertExact();
    }

    @Test
    void appends_to_a_long_file_all_land_by_conditions_or_by_shared_usage() throws Exception {
        open(S3Settings.Guarding.FOUND);
        int start = PartSizes.BYTES;
        FileStore first = stores.getFirst();
        first.replace(KEY, new ByteArrayInputStream(new byte[start]), FreeCharge.terms());
        List<Callable<Integer>> work = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            Server mine = Server.counting(stores.get(writer % SERVERS), ledger);
            String piece = "<" + writer + "-0>";
            work.add(() -> {
                assertInstanceOf(Saved.Written.class, mine.append(piece));
                assertInstanceOf(Saved.Written.class, mine.append(piece));
                return 0;
            });
        }
        all(work);
        Opened.Found found =
                assertInstanceOf(Opened.Found.class, first.open(KEY, FileStore.Wanted.STATE));
        found.content().close();
        assertEquals(start + WRITERS * 2 * "<0-0>".length(), found.version().sizeBytes());
        assertExact();
    }

    @Test
    void without_conditions_shared_usage_lets_the_servers_follow_each_other() throws Exception {
        open(S3Settings.Guarding.NEVER);
        mix(Server::counting);
        assertExact();
    }

    @Test
    void random_writers_on_three_servers_never_pass_the_quota() throws Exception {
        open(S3Settings.Guarding.FOUND);
        List<SharedUsage> servers = stores.stream().map(store -> usage(store, ledger)).toList();
        List<Callable<Integer>> work = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            ProjectFiles mine =
                    new ProjectFiles(stores.get(writer % SERVERS), servers.get(writer % SERVERS));
            Random random = new Random(writer);
            work.add(() -> {
                for (int i = 0; i < 20; i++) {
                    change(mine, random);
                    long used = sum(ledger.find(PROJECT).bytesByTeam());
                    assertTrue(used < 1000, "over quota: " + used);
                }
                return 0;
            });
        }
        all(work);
        assertExact();
        assertTrue(sum(stores.getFirst().measure(PROJECT)) < 1000);
    }

    private static void change(ProjectFiles files, Random random) throws IOException {
        FileKey key = FileKeys.key("t" + random.nextInt(2), "p1", "f" + random.nextInt(3));
        switch (random.nextInt(5)) {
            case 0, 1 -> files.replace(key, upload(random.nextInt(500), 1000));
            case 2, 3 -> files.append(key, upload(random.nextInt(200), 1000));
            default -> files.delete(key, new Precondition.Always());
        }
    }

    @Test
    void a_server_that_dies_at_any_step_leaves_exact_usage() throws Exception {
        for (S3Settings.Guarding guarding :
                List.of(S3Settings.Guarding.FOUND, S3Settings.Guarding.NEVER)) {
            open(guarding);
            List<Change> changes =
                    List.of(
                            files -> files.replace(KEY, upload(30, 1000)),
                            files -> files.append(KEY, upload(30, 1000)),
                            files -> files.delete(KEY, new Precondition.Always()));
            for (Change change : changes) {
                int steps = 0;
                while (diesAt(steps, change)) {
                    steps++;
                }
                assertTrue(steps >= 4, "deaths: " + steps);
            }
        }
    }

    private interface Change {
        Object make(ProjectFiles files) throws IOException;
    }

    private boolean diesAt(int steps, Change change) throws IOException {
        FileStore store = stores.getLast();
        ProjectFiles survivor = new ProjectFiles(store, usage(store, ledger));
        survivor.replace(KEY, upload(20, 1000));
        boolean died = false;
        try {
            SharedUsage mortal = usage(store, new MortalLedger(ledger, steps));
            change.make(new ProjectFiles(store, mortal));
        } catch (MortalLedger.Killed e) {
            died = true;
        }
        offset.updateAndGet(time -> time.plus(Duration.ofMinutes(2)));
        assertInstanceOf(Saved.Written.class, survivor.append(KEY, upload(5, 1000)));
        usage(store, ledger).sweep();
        assertExact();
        return died;
    }

    /** Changes files in some way. */
    private interface Server {
        Saved append(String piece) throws IOException;

        Saved replace(String piece, Precondition precondition) throws IOException;

        Removed delete(Precondition precondition);

        FileStore store();

        static Server bare(FileStore store, SharedLedger ledger) {
            return new Bare(store);
        }

        static Server counting(FileStore store, SharedLedger ledger) {
            return new CountingServer(store, new ProjectFiles(store, usage(store, ledger)));
        }
    }

    private record Bare(FileStore store) implements Server {
        @Override
        public Saved append(String piece) throws IOException {
            return store.append(KEY, stream(piece), FreeCharge.terms());
        }

        @Override
        public Saved replace(String piece, Precondition precondition) throws IOException {
            return store.replace(KEY, stream(piece), FreeCharge.terms(precondition));
        }

        @Override
        public Removed delete(Precondition precondition) {
            return store.delete(KEY, FreeCharge.terms(precondition));
        }
    }

    private record CountingServer(FileStore store, ProjectFiles files) implements Server {
        @Override
        public Saved append(String piece) throws IOException {
            return files.append(KEY, upload(piece, new Precondition.Always()));
        }

        @Override
        public Saved replace(String piece, Precondition precondition) throws IOException {
            return files.replace(KEY, upload(piece, precondition));
        }

        @Override
        public Removed delete(Precondition precondition) {
            return files.delete(KEY, precondition);
        }

        private static Upload upload(String piece, Precondition precondition) {
            return new Upload(stream(piece), 0, precondition, Quota.NONE);
        }
    }

    private interface Opening {
        Server open(FileStore store, SharedLedger ledger);
    }

    /**
     * Replaces and deletes what was read before, and nothing else, so it is known what went with
     * them: that and what is there in the end is all that was written, each piece once.
     */
    private void mix(Opening opening) throws Exception {
        List<Server> servers = stores.stream().map(store -> opening.open(store, ledger)).toList();
        ConcurrentLinkedQueue<String> written = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<String> swallowed = new ConcurrentLinkedQueue<>();
        List<Callable<Integer>> work = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            int number = writer;
            Server mine = servers.get(writer % SERVERS);
            Random random = new Random(writer);
            work.add(() -> {
                for (int i = 0; i < 20; i++) {
                    String piece = "<" + number + "-" + i + ">";
                    if (random.nextInt(4) > 0) {
                        assertInstanceOf(Saved.Written.class, mine.append(piece));
                        written.add(piece);
                    } else if (mine.store().open(KEY) instanceof Opened.Found found) {
                        exchange(mine, found, piece, random.nextBoolean(), written, swallowed);
                    }
                }
                return 0;
            });
        }
        all(work);
        String last = stores.getFirst().open(KEY) instanceof Opened.Found found ? text(found) : "";
        assertTrue(PIECES.matcher(last).matches(), last);
        List<String> found = new ArrayList<>(pieces(last));
        swallowed.forEach(content -> found.addAll(pieces(content)));
        assertEquals(new TreeSet<>(written), new TreeSet<>(found));
        assertEquals(written.size(), found.size(), "something is there twice");
    }

    private static void exchange(
            Server mine,
            Opened.Found found,
            String piece,
            boolean replaces,
            ConcurrentLinkedQueue<String> written,
            ConcurrentLinkedQueue<String> swallowed)
            throws IOException {
        Precondition unchanged = new Precondition.HasTag(Set.of(found.version().tag()));
        String content = text(found);
        if (replaces) {
            Saved saved = mine.replace(piece, unchanged);
            if (saved instanceof Saved.Written) {
                written.add(piece);
                swallowed.add(content);
            } else {
                assertEquals(new PreconditionFailed(), saved);
            }
        } else {
            Removed removed = mine.delete(unchanged);
            if (removed instanceof Removed.Gone) {
                swallowed.add(content);
            } else {
                assertTrue(removed instanceof PreconditionFailed || removed instanceof Missing);
            }
        }
    }

    private void open(S3Settings.Guarding guarding) {
        for (int i = 0; i < SERVERS; i++) {
            stores.add(S3Tests.open(S3Tests.settings(server, folder, guarding)).store());
        }
    }

    private static SharedUsage usage(FileStore store, SharedLedger ledger) {
        return new SharedUsage(
                store,
                ledger,
                Duration.ofSeconds(30),
                InstantSource.system(),
                new Random(),
                Counts.queue());
    }

    private void assertExact() {
        SharedLedger.Totals totals = ledger.find(PROJECT);
        Map<TeamId, Long> counted = stores.getFirst().measure(PROJECT, teams());
        assertEquals(nonZero(counted), nonZero(totals.bytesByTeam()));
        assertEquals(0, totals.reserved());
        assertTrue(totals.isCounted());
    }

    private static Set<TeamId> teams() {
        return Set.of(new TeamId("t0"), new TeamId("t1"));
    }

    private static Map<TeamId, Long> nonZero(Map<TeamId, Long> bytes) {
        Map<TeamId, Long> kept = new HashMap<>(bytes);
        kept.values().removeIf(count -> count == 0);
        return kept;
    }

    private static long sum(Map<TeamId, Long> bytes) {
        return bytes.values().stream().mapToLong(Long::longValue).sum();
    }

    private static void all(List<Callable<Integer>> work) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
            for (Future<Integer> end : threads.invokeAll(work)) {
                end.get();
            }
        }
    }

    private static List<String> pieces(String content) {
        return Pattern.compile("<[^>]*>")
                .matcher(content)
                .results()
                .map(match -> match.group())
                .toList();
    }

    private static String text(Opened.Found found) {
        return new String(
                assertInstanceOf(FileContent.InMemory.class, found.content()).bytes(), UTF_8);
    }

    private static Upload upload(int length, long limit) {
        return new Upload(
                stream("x".repeat(length)), 0, new Precondition.Always(), new Quota(limit));
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }
}
