package io.flowkeep.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.files.RecountLedger.Begin;
import io.flowkeep.files.RecountLedger.Ending;
import io.flowkeep.files.RecountLedger.Kind;
import io.flowkeep.files.RecountLedger.Note;
import io.flowkeep.files.SharedLedger.Answer;
import io.flowkeep.files.SharedLedger.Cost;
import io.flowkeep.files.SharedLedger.Counting;
import io.flowkeep.files.SharedLedger.Room;
import io.flowkeep.files.SharedLedger.Totals;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import io.flowkeep.storage.memory.MemoryFileStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every shared ledger does, and what several servers make of it together. */
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
public abstract class SharedUsageContract {
    private static final TeamId TEAM = new TeamId("t1");
    private static final ProjectId PROJECT = new ProjectId("p1");
    private static final FileKey KEY = FileKeys.key("t1", "p1", "a");
    private static final Quota THOUSAND = new Quota(1000);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final FileStore store = new MemoryFileStore(Clock.systemUTC(), 1 << 28);
    private SharedLedger ledger;

    /** One server's way to the ledger that all servers of the test share; empty at first. */
    protected abstract SharedLedger connect() throws Exception;

    /** Lets all leases run out, and the time for which verdicts are kept pass. */
    protected abstract void letExpire() throws Exception;

    /** Lets a short time pass by the ledger's clock. */
    protected void letPass(Duration time) throws Exception {
        Thread.sleep(time);
    }

    /** Ends everything that was opened. */
    protected abstract void closeAll() throws Exception;

    @BeforeEach
    final void open() throws Exception {
        ledger = connect();
    }

    @AfterEach
    final void close() throws Exception {
        closeAll();
    }

    // The ledger.

    @Test
    final void a_project_never_seen_is_not_counted() {
        assertEquals(new Totals(false, Map.of(), 0), ledger.find(PROJECT));
        assertEquals(new Answer.Uncounted(), ledger.open("i1", KEY, adds(5)));
        assertEquals(List.of(), ledger.abandoned());
    }

    @Test
    final void a_count_is_written_down_by_one_server() {
        assertEquals(new Counting.Begun(), ledger.beginCount("c1", PROJECT, false));
        assertInstanceOf(Counting.Busy.class, ledger.beginCount("c2", PROJECT, false));
        assertInstanceOf(Answer.Busy.class, ledger.open("i1", KEY, adds(5)));
        Map<TeamId, Long> bytes = Map.of(TEAM, 7L, new TeamId("t2"), 7_000_000_000L);
        assertTrue(ledger.endCount("c1", PROJECT, bytes));
        assertEquals(new Totals(true, bytes, 0), ledger.find(PROJECT));
        assertEquals(new Counting.Counted(), ledger.beginCount("c2", PROJECT, false));
        granted(ledger.open("i1", KEY, new Cost(false, "c", "", false, 0, 5, Long.MAX_VALUE)));
    }

    @Test
    final void a_project_that_is_forgotten_is_counted_again() {
        count(Map.of(TEAM, 7L));
        ledger.forget(new ProjectId("never-seen"));
        ledger.forget(PROJECT);
        assertEquals(new Answer.Uncounted(), ledger.open("i1", KEY, adds(5)));
        assertEquals(new Counting.Begun(), ledger.beginCount("c2", PROJECT, false));
        assertTrue(ledger.endCount("c2", PROJECT, Map.of(TEAM, 9L)));
        assertEquals(new Totals(true, Map.of(TEAM, 9L), 0), ledger.find(PROJECT));
    }

    @Test
    final void a_count_that_ran_out_and_was_overtaken_is_not_written_down() throws Exception {
        count(Map.of());
        assertEquals(new Counting.Begun(), ledger.beginCount("c1", PROJECT, true));
        letExpire();
        granted(ledger.open("i1", KEY, adds(5)));
        assertEquals(false, ledger.endCount("c1", PROJECT, Map.of(TEAM, 99L)));
        assertEquals(new Totals(true, Map.of(), 5), ledger.find(PROJECT));
    }

    @Test
    final void a_count_that_is_renewed_or_given_up_keeps_or_lets_in_others() throws Exception {
        count(Map.of());
        assertEquals(new Counting.Begun(), ledger.beginCount("c1", PROJECT, true));
        letExpire();
        ledger.renew(Set.of("c1", "other"));
        assertInstanceOf(Answer.Busy.class, ledger.open("i1", KEY, adds(5)));
        ledger.leaveCount("c2", PROJECT);
        assertInstanceOf(Answer.Busy.class, ledger.open("i1", KEY, adds(5)));
        ledger.leaveCount("c1", PROJECT);
        granted(ledger.open("i1", KEY, adds(5)));
    }

    @Test
    final void a_count_waits_for_changes_under_way_and_ends_those_of_the_dead() throws Exception {
        count(Map.of());
        granted(ledger.open("i1", KEY, adds(5)));
        assertInstanceOf(Counting.Busy.class, ledger.beginCount("c1", PROJECT, true));
        letExpire();
        Counting.Abandoned met =
                assertInstanceOf(Counting.Abandoned.class, ledger.beginCount("c1", PROJECT, true));
        assertEquals(new Intent("i1", KEY, "change", true), met.intent());
        ledger.resolve(met.intent(), true);
        assertEquals(new Counting.Begun(), ledger.beginCount("c1", PROJECT, true));
    }

    @Test
    final void an_announced_change_is_reserved_and_a_settled_one_counts() {
        count(Map.of(TEAM, 10L));
        assertEquals(new Room(10, 5), granted(ledger.open("i1", KEY, adds(5))));
        assertEquals(new Totals(true, Map.of(TEAM, 10L), 5), ledger.find(PROJECT));
        assertEquals(new Room(15, 0), ledger.settle("i1", PROJECT, true));
        granted(ledger.open("i2", KEY, cost(15, 3)));
        assertEquals(new Totals(true, Map.of(TEAM, 15L), 0), ledger.find(PROJECT));
        assertEquals(new Room(3, 0), ledger.settle("i2", PROJECT, true));
        granted(ledger.open("i3", KEY, adds(100)));
        assertEquals(new Room(3, 0), ledger.settle("i3", PROJECT, false));
    }

    @Test
    final void usage_with_all_that_is_reserved_stays_below_the_limit() {
        count(Map.of(TEAM, 500L));
        granted(ledger.open("i1", KEY, adds(400)));
        FileKey other = FileKeys.key("t2", "p1", "b");
        assertEquals(new Answer.OverQuota(new Room(500, 400)), ledger.open("i2", other, adds(100)));
        granted(ledger.open("i3", other, adds(99)));
        FileKey third = FileKeys.key("t1", "p1", "c");
        assertEquals(
                new Answer.OverQuota(new Room(500, 499)),
                ledger.open("i4", third, new Cost(false, "c", "", false, 0, 0, 999)));
        granted(ledger.open("i5", third, new Cost(false, "c", "", true, 70, 70, 100)));
    }

    @Test
    final void one_path_has_one_intent_at_a_time() {
        count(Map.of());
        granted(ledger.hold("i1", KEY));
        assertInstanceOf(Answer.Busy.class, ledger.hold("i2", KEY));
        assertInstanceOf(Answer.Busy.class, ledger.open("i2", KEY, adds(1)));
        granted(ledger.hold("i3", FileKeys.key("t1", "p1", "b")));
        granted(ledger.hold("i4", FileKeys.key("t2", "p1", "a")));
        granted(ledger.hold("i5", FileKeys.key("t1", "p2", "a")));
        granted(ledger.open("i1", KEY, held(adds(5))));
        ledger.settle("i1", PROJECT, true);
        granted(ledger.hold("i2", KEY));
        ledger.settle("i2", PROJECT, false);
        assertEquals(new Totals(true, Map.of(TEAM, 5L), 0), ledger.find(PROJECT));
    }

    @Test
    final void the_longest_paths_are_told_apart() {
        count(Map.of());
        String name = "\u00fc".repeat(127);
        String path = (name + "/").repeat(15) + name;
        granted(ledger.hold("i1", FileKeys.key("t1", "p1", path)));
        granted(ledger.hold("i2", FileKeys.key("t1", "p1", path + "x")));
        assertInstanceOf(Answer.Busy.class, ledger.hold("i3", FileKeys.key("t1", "p1", path)));
    }

    @Test
    final void a_path_held_by_the_dead_is_taken_and_its_holder_hears_of_it() throws Exception {
        count(Map.of());
        granted(ledger.hold("i1", KEY));
        letExpire();
        granted(ledger.hold("i2", KEY));
        assertInstanceOf(Answer.Lost.class, ledger.open("i1", KEY, held(adds(5))));
        assertEquals(new Room(0, 0), ledger.settle("i1", PROJECT, false));
        assertTrue(ledger.find(PROJECT).isCounted());
    }

    @Test
    final void what_is_renewed_does_not_run_out() throws Exception {
        count(Map.of());
        granted(ledger.open("i1", KEY, adds(5)));
        letExpire();
        assertEquals(List.of(new Intent("i1", KEY, "change", true)), ledger.abandoned());
        ledger.renew(Set.of("i1"));
        assertEquals(List.of(), ledger.abandoned());
        ledger.resolve(new Intent("i1", KEY, "change", true), true);
        assertEquals(new Totals(true, Map.of(), 5), ledger.find(PROJECT));
    }

    @Test
    final void a_change_that_landed_counts_once_even_if_its_server_wakes_up() throws Exception {
        count(Map.of());
        granted(ledger.open("i1", KEY, adds(5)));
        letExpire();
        ledger.resolve(met(ledger.open("i2", KEY, adds(1))), true);
        assertEquals(new Totals(true, Map.of(TEAM, 5L), 0), ledger.find(PROJECT));
        granted(ledger.open("i2", KEY, cost(5, 6)));
        assertEquals(new Room(5, 1), ledger.settle("i1", PROJECT, true));
        assertEquals(new Room(6, 0), ledger.settle("i2", PROJECT, true));
    }

    @Test
    final void a_change_that_lands_after_all_is_counted_when_its_server_wakes_up()
            throws Exception {
        count(Map.of());
        granted(ledger.open("i1", KEY, adds(5)));
        letExpire();
        ledger.resolve(met(ledger.open("i2", KEY, adds(1))), false);
        assertEquals(new Totals(true, Map.of(), 5), ledger.find(PROJECT));
        assertEquals(new Room(5, 0), ledger.settle("i1", PROJECT, true));
        assertEquals(List.of(), ledger.abandoned());
    }

    @Test
    final void a_change_that_lands_after_all_is_counted_by_the_next_writer_who_sees_it()
            throws Exception {
        count(Map.of());
        granted(ledger.open("i1", KEY, adds(5)));
        letExpire();
        ledger.resolve(met(ledger.open("i2", KEY, adds(1))), false);
        Cost next = new Cost(false, "next", "change", true, 5, 7, 1000);
        assertEquals(new Room(5, 2), granted(ledger.open("i2", KEY, next)));
        assertEquals(new Room(7, 0), ledger.settle("i2", PROJECT, true));
    }

    @Test
    final void a_change_that_lands_after_all_is_counted_by_a_later_look() throws Exception {
        count(Map.of());
        granted(ledger.open("i1", KEY, adds(5)));
        letExpire();
        ledger.resolve(ledger.abandoned().getFirst(), false);
        assertEquals(List.of(), ledger.abandoned());
        letExpire();
        ledger.resolve(ledger.abandoned().getFirst(), true);
        assertEquals(new Totals(true, Map.of(TEAM, 5L), 0), ledger.find(PROJECT));
        letExpire();
        assertEquals(List.of(), ledger.abandoned());
    }

    @Test
    final void a_change_that_nobody_knows_any_more_makes_the_project_uncounted() {
        count(Map.of(TEAM, 3L));
        ledger.settle("i1", PROJECT, false);
        assertTrue(ledger.find(PROJECT).isCounted());
        ledger.settle("i1", PROJECT, true);
        assertEquals(new Totals(false, Map.of(TEAM, 3L), 0), ledger.find(PROJECT));
    }

    @Test
    final void changes_at_once_keep_paths_apart_and_stay_below_the_limit() throws Exception {
        count(Map.of());
        Map<FileKey, Long> files = new ConcurrentHashMap<>();
        Map<FileKey, Integer> busy = new ConcurrentHashMap<>();
        List<Callable<Integer>> work = new ArrayList<>();
        for (int writer = 0; writer < 9; writer++) {
            SharedLedger mine = connect();
            int number = writer;
            Random random = new Random(writer);
            work.add(() -> {
                for (int i = 0; i < 40; i++) {
                    FileKey key = FileKeys.key("t1", "p1", "f" + random.nextInt(5));
                    take(mine, number + "-" + i, key, random, files, busy);
                }
                return 0;
            });
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(9)) {
            for (Future<Integer> end : threads.invokeAll(work)) {
                end.get();
            }
        }
        long sum = files.values().stream().mapToLong(Long::longValue).sum();
        assertEquals(new Room(sum, 0), ledger.find(PROJECT).room());
    }

    /** Changes a file that is only a number, if its path is free. */
    private static void take(
            SharedLedger mine,
            String id,
            FileKey key,
            Random random,
            Map<FileKey, Long> files,
            Map<FileKey, Integer> busy) {
        if (mine.hold(id, key) instanceof Answer.Busy) {
            return;
        }
        assertEquals(1, busy.merge(key, 1, Integer::sum), "two have one path");
        long oldBytes = files.getOrDefault(key, 0L);
        long newBytes = random.nextInt(600);
        Cost cost = new Cost(true, id, "", files.containsKey(key), oldBytes, newBytes, 1000);
        boolean happens = random.nextBoolean();
        Answer answer = mine.open(id, key, cost);
        boolean granted = answer instanceof Answer.Granted;
        if (answer instanceof Answer.Granted(var room)) {
            assertTrue(room.bytes() + room.reserved() < 1000, "over the limit: " + room);
        }
        if (granted && happens) {
            files.put(key, newBytes);
        }
        busy.merge(key, -1, Integer::sum);
        mine.settle(id, key.project(), granted && happens);
    }

    // Several servers.

    @Test
    final void files_that_were_there_before_are_counted_once_by_one_server() throws Exception {
        store.replace(KEY, content(7), FreeCharge.terms());
        SharedUsage one = server();
        SharedUsage other = server();
        try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
            List<Callable<Long>> work = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                SharedUsage mine = i % 2 == 0 ? one : other;
                work.add(() -> mine.usedBytes(TEAM, PROJECT));
            }
            for (Future<Long> end : threads.invokeAll(work)) {
                assertEquals(7, end.get());
            }
        }
        store.replace(KEY, content(9), FreeCharge.terms()); // behind our back
        assertEquals(7, other.usedBytes(TEAM, PROJECT));
        assertEquals(Map.of(TEAM, 9L), one.recount(PROJECT).after());
        assertEquals(9, other.usedBytes(TEAM, PROJECT));
    }

    @Test
    final void what_one_server_writes_the_other_one_judges() throws Exception {
        ProjectFiles one = files(server());
        ProjectFiles other = files(server());
        assertInstanceOf(Saved.Written.class, one.replace(KEY, upload(600)));
        FileKey b = FileKeys.key("t2", "p1", "b");
        assertEquals(new Saved.OverQuota(1000), other.replace(b, upload(400)));
        assertInstanceOf(Saved.Written.class, other.append(b, upload(399)));
        assertEquals(new Saved.OverQuota(1000), one.append(KEY, upload(1)));
        assertInstanceOf(Saved.Written.class, one.replace(KEY, upload(600)));
        assertInstanceOf(Removed.Gone.class, other.delete(KEY, new Precondition.Always()));
        assertInstanceOf(Missing.class, one.delete(KEY, new Precondition.Always()));
        assertInstanceOf(Saved.Written.class, one.append(b, upload(600)));
        assertEquals(999, other.usedBytes(new TeamId("t2"), PROJECT));
        assertExact();
    }

    @Test
    final void what_is_said_to_be_too_long_is_refused_before_a_byte_is_read() throws IOException {
        InputStream content = new BreakingContent(0, new IllegalStateException("read"));
        Upload upload = new Upload(content, 1000, new Precondition.Always(), THOUSAND);
        assertEquals(new Saved.OverQuota(1000), files(server()).replace(KEY, upload));
    }

    @Test
    final void content_that_grows_too_long_is_refused_on_the_way() throws IOException {
        InputStream content =
                new EventfulContent(
                        100_000,
                        50_000,
                        () -> {
                            throw new IllegalStateException("read too far");
                        });
        Upload upload = new Upload(content, 0, new Precondition.Always(), THOUSAND);
        assertEquals(new Saved.OverQuota(1000), files(server()).replace(KEY, upload));
        assertExact();
    }

    @Test
    final void a_server_that_dies_at_any_step_leaves_exact_usage() throws Exception {
        List<Change> changes =
                List.of(
                        files -> files.replace(KEY, upload(30)),
                        files -> files.append(KEY, upload(30)),
                        files -> files.delete(KEY, new Precondition.Always()));
        int deaths = 0;
        for (Change change : changes) {
            boolean died = true;
            for (int steps = 0; died; steps++) {
                died = diesAt(steps, change);
                deaths += died ? 1 : 0;
            }
        }
        assertTrue(deaths >= 3 * 4, "deaths: " + deaths);
    }

    private interface Change {
        Object make(ProjectFiles files) throws IOException;
    }

    private boolean diesAt(int steps, Change change) throws Exception {
        ProjectFiles survivor = files(server());
        survivor.replace(KEY, upload(20));
        boolean died = false;
        try {
            change.make(files(server(new MortalLedger(connect(), steps))));
        } catch (MortalLedger.Killed e) {
            died = true;
        }
        letExpire();
        assertInstanceOf(Saved.Written.class, survivor.append(KEY, upload(5)));
        server().sweep();
        assertExact();
        letExpire();
        server().sweep();
        assertExact();
        return died;
    }

    @Test
    final void a_path_is_free_again_when_its_dead_server_has_not_renewed_it() throws Exception {
        SharedUsage alive = server();
        SharedUsage dead = server();
        try (UsageChange change = dead.begin(KEY, THOUSAND)) {
            change.signed("never-done", "");
            assertTrue(change.create(800));
            letExpire();
            dead.beat();
            FileKey other = FileKeys.key("t1", "p1", "b");
            assertEquals(new Saved.OverQuota(1000), files(alive).replace(other, upload(300)));
            letExpire();
            assertInstanceOf(Saved.Written.class, files(alive).replace(KEY, upload(1)));
            assertInstanceOf(Saved.Written.class, files(alive).replace(other, upload(300)));
        }
        assertExact();
    }

    @Test
    final void who_waits_too_long_for_a_path_is_sent_away_and_nothing_is_done() throws Exception {
        SharedUsage one = server();
        SharedUsage hasty =
                new SharedUsage(
                        store, connect(), Duration.ZERO, clock(), new Random(), Counts.queue());
        try (UsageChange change = one.begin(KEY, THOUSAND)) {
            change.signed("slow", "");
            assertTrue(change.create(10));
            assertThrows(StoreUnavailable.class, () -> files(hasty).replace(KEY, upload(5)));
            change.undo();
        }
        assertInstanceOf(Saved.Written.class, files(hasty).replace(KEY, upload(5)));
        assertExact();
    }

    @Test
    final void many_writers_on_three_servers_fill_the_quota_to_the_last_byte() throws Exception {
        List<ProjectFiles> servers = List.of(files(server()), files(server()), files(server()));
        List<Future<Saved>> ends = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(9)) {
            for (int i = 0; i < 150; i++) {
                FileKey key = FileKeys.key("t" + i % 2, "p1", "f" + i);
                ProjectFiles mine = servers.get(i % 3);
                ends.add(threads.submit(() -> mine.replace(key, upload(9))));
            }
        }
        int written = 0;
        for (Future<Saved> end : ends) {
            written += end.get() instanceof Saved.Written ? 1 : 0;
        }
        assertEquals(111, written);
        assertExact();
    }

    @Test
    final void any_mix_on_three_servers_with_counts_between_stays_exact_and_below_the_quota()
            throws Exception {
        List<SharedUsage> servers = List.of(server(), server(), server());
        List<Callable<Integer>> work = new ArrayList<>();
        for (int writer = 0; writer < 9; writer++) {
            SharedUsage mine = servers.get(writer % 3);
            Random random = new Random(writer);
            work.add(() -> {
                for (int i = 0; i < 25; i++) {
                    step(mine, random);
                    long all = ledger.find(PROJECT).room().bytes();
                    assertTrue(all < 1000, "over quota: " + all);
                }
                return 0;
            });
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(9)) {
            for (Future<Integer> end : threads.invokeAll(work)) {
                end.get();
            }
        }
        assertExact();
    }

    private void step(SharedUsage mine, Random random) throws IOException {
        ProjectFiles files = files(mine);
        FileKey key = FileKeys.key("t" + random.nextInt(2), "p1", "f" + random.nextInt(4));
        switch (random.nextInt(12)) {
            case 0, 1, 2, 3 -> files.replace(key, upload(random.nextInt(400)));
            case 4, 5, 6, 7 -> files.append(key, upload(random.nextInt(100)));
            case 8, 9 -> files.delete(key, new Precondition.Always());
            case 10 -> mine.recount(PROJECT);
            default -> mine.sweep();
        }
    }

    // Counting again, beside the writes.

    @Test
    final void a_count_beside_writes_notes_what_happens_and_ends_with_what_is_found() {
        count(Map.of(TEAM, 10L));
        FileKey other = FileKeys.key("t1", "p1", "b");
        granted(ledger.open("i1", KEY, adds(5)));
        Begin.Begun begun = begun("r1", true);
        granted(ledger.open("i2", other, cost(7, 4)));
        ledger.settle("i1", PROJECT, true);
        ledger.settle("i2", PROJECT, false);
        List<Note> notes = allNotes();
        assertEquals(
                List.of(Kind.TOUCHED, Kind.TOUCHED, Kind.MOVED, Kind.STAYED),
                notes.stream().map(Note::kind).toList());
        assertEquals(List.of(KEY, other, KEY, other), notes.stream().map(Note::key).toList());
        assertEquals(List.of(0L, 7L, 5L, 0L), notes.stream().map(Note::bytes).toList());
        Ending ending =
                new Ending(
                        begun.doubts(),
                        notes.get(1).number(),
                        late -> Map.of(TEAM, (long) late.size(), new TeamId("t2"), 8L));
        assertEquals(Optional.of(Map.of(TEAM, 15L)), ledger.endRecount("r1", PROJECT, ending));
        Map<TeamId, Long> found = Map.of(TEAM, 2L, new TeamId("t2"), 8L);
        assertEquals(new Totals(true, found, 0), ledger.find(PROJECT));
        assertEquals(List.of(), ledger.notes(PROJECT, 0));
    }

    private Begin.Begun begun(String id, boolean isWished) {
        return assertInstanceOf(
                Begin.Begun.class, ledger.beginRecount(id, PROJECT, Duration.ZERO, isWished));
    }

    private List<Note> allNotes() {
        List<Note> all = new ArrayList<>();
        List<Note> next = ledger.notes(PROJECT, 0);
        while (!next.isEmpty()) {
            all.addAll(next);
            next = ledger.notes(PROJECT, all.getLast().number());
        }
        return all;
    }

    @Test
    final void one_server_counts_again_and_not_too_often() throws Exception {
        assertEquals(
                new Begin.Uncounted(), ledger.beginRecount("r1", PROJECT, Duration.ZERO, true));
        count(Map.of());
        Begin.Begun begun = begun("r1", false);
        assertInstanceOf(Begin.Busy.class, ledger.beginRecount("r2", PROJECT, Duration.ZERO, true));
        letPass(Duration.ofMillis(200));
        Ending ending = new Ending(begun.doubts(), 0, _ -> Map.of());
        assertTrue(ledger.endRecount("r1", PROJECT, ending).isPresent());
        Duration pause =
                assertInstanceOf(
                                Begin.Early.class,
                                ledger.beginRecount("r2", PROJECT, Duration.ZERO, false))
                        .pause();
        assertTrue(pause.toMillis() > 19 * 200 - 1000, () -> "wait " + pause);
        assertEquals(
                new Begin.Counted(),
                ledger.beginRecount("r2", PROJECT, Duration.ofMinutes(1), true));
        begun("r2", true);
        ledger.leaveRecount("r2", PROJECT);
        begun("r3", true);
    }

    @Test
    final void a_count_whose_lease_ran_out_writes_nothing() throws Exception {
        count(Map.of(TEAM, 10L));
        Begin.Begun begun = begun("r1", true);
        letExpire();
        granted(ledger.open("i1", KEY, adds(5)));
        ledger.renew(Set.of("r1"));
        Ending ending = new Ending(begun.doubts(), 0, _ -> Map.of(TEAM, 99L));
        assertEquals(Optional.empty(), ledger.endRecount("r1", PROJECT, ending));
        assertEquals(15, ledger.settle("i1", PROJECT, true).bytes());
    }

    @Test
    final void nothing_falls_below_nothing_and_who_finds_it_doubts() {
        count(Map.of(TEAM, 10L, new TeamId("t2"), 500L));
        assertEquals(List.of(), ledger.doubtful());
        granted(ledger.open("i1", KEY, cost(30, 0)));
        assertEquals(500, ledger.settle("i1", PROJECT, true).bytes());
        assertEquals(List.of(PROJECT), ledger.doubtful());
        Begin.Begun begun = begun("r1", true);
        Ending ending = new Ending(begun.doubts(), 0, _ -> Map.of(TEAM, 3L));
        assertTrue(ledger.endRecount("r1", PROJECT, ending).isPresent());
        assertEquals(List.of(), ledger.doubtful());
        granted(ledger.open("i2", KEY, cost(1000, 999)));
        assertEquals(List.of(PROJECT), ledger.doubtful());
    }

    @Test
    final void what_others_deleted_makes_room_for_the_next_write() throws Exception {
        ProjectFiles one = files(server());
        ProjectFiles other = files(server());
        FileKey b = FileKeys.key("t2", "p1", "b");
        assertInstanceOf(Saved.Written.class, one.replace(KEY, upload(900)));
        assertEquals(new Saved.OverQuota(1000), other.replace(b, upload(400)));
        store.delete(KEY, FreeCharge.terms());
        assertInstanceOf(Saved.Written.class, other.replace(b, upload(400)));
        assertExact();
    }

    @Test
    final void who_is_over_quota_gives_the_path_back_before_a_count_is_waited_for()
            throws Exception {
        SharedUsage one = server();
        SharedUsage hasty =
                new SharedUsage(
                        store, connect(), Duration.ZERO, clock(), new Random(), Counts.queue());
        try (UsageChange refused = one.begin(KEY, THOUSAND)) {
            refused.hold();
            refused.signed("too-long", "");
            assertFalse(refused.create(2000));
            assertThrows(StoreUnavailable.class, () -> files(hasty).replace(KEY, upload(5)));
            assertTrue(refused.reconsider());
            assertInstanceOf(Saved.Written.class, files(hasty).replace(KEY, upload(5)));
        }
        assertExact();
    }

    @Test
    final void what_others_put_in_and_is_deleted_here_is_not_given_back_twice() throws Exception {
        ProjectFiles one = files(server());
        FileKey b = FileKeys.key("t1", "p1", "b");
        assertInstanceOf(Saved.Written.class, one.replace(b, upload(300)));
        store.replace(KEY, content(600), FreeCharge.terms());
        assertEquals(new Removed.Gone(), one.delete(KEY, new Precondition.Always()));
        assertEquals(new Saved.OverQuota(1000), one.replace(KEY, upload(700)));
        assertInstanceOf(Saved.Written.class, one.replace(KEY, upload(699)));
        assertExact();
    }

    @Test
    final void counts_beside_writers_on_three_servers_are_exact_after_changes_by_hand()
            throws Exception {
        List<SharedUsage> servers = List.of(server(), server(), server());
        for (int round = 0; round < 6; round++) {
            Random random = new Random(round);
            for (int i = 0; i < 5; i++) {
                FileKey key = FileKeys.key("t" + i % 2, "p1", "f" + i);
                store.replace(key, content(random.nextInt(100)), FreeCharge.terms());
            }
            List<Callable<Integer>> work = new ArrayList<>();
            for (int writer = 0; writer < 6; writer++) {
                SharedUsage mine = servers.get(writer % 3);
                Random own = new Random(round * 10 + writer);
                work.add(() -> {
                    for (int i = 0; i < 8; i++) {
                        write(mine, own);
                    }
                    return 0;
                });
            }
            SharedUsage counting = servers.get(round % 3);
            work.add(
                    3,
                    () -> {
                        Thread.sleep(random.nextInt(15));
                        counting.recount(PROJECT);
                        return 0;
                    });
            try (ExecutorService threads = Executors.newFixedThreadPool(7)) {
                for (Future<Integer> end : threads.invokeAll(work)) {
                    end.get();
                }
            }
            assertExact();
        }
    }

    /** Without a quota, so that nothing but the one count puts right what came by hand. */
    private void write(SharedUsage mine, Random random) throws IOException {
        ProjectFiles files = files(mine);
        FileKey key = FileKeys.key("t" + random.nextInt(2), "p1", "f" + random.nextInt(6));
        Upload upload =
                new Upload(content(random.nextInt(100)), 0, new Precondition.Always(), Quota.NONE);
        switch (random.nextInt(3)) {
            case 0 -> files.replace(key, upload);
            case 1 -> files.append(key, upload);
            default -> files.delete(key, new Precondition.Always());
        }
    }

    @Test
    final void what_another_server_changes_while_files_are_looked_at_counts_once()
            throws Exception {
        ProjectFiles other = files(server());
        FileKey b = FileKeys.key("t1", "p1", "b");
        FileKey c = FileKeys.key("t2", "p1", "c");
        other.replace(KEY, upload(100));
        other.replace(b, upload(30));
        List<Callable<Object>> changes =
                List.of(
                        () -> other.replace(KEY, upload(250)),
                        () -> other.delete(b, new Precondition.Always()),
                        () -> other.replace(c, upload(7)),
                        () -> other.append(KEY, upload(5)),
                        () -> announced(KEY, 77, 80),
                        () -> other.replace(c, upload(1)));
        SharedUsage counting = server(store);
        for (Callable<Object> change : changes) {
            store.replace(FileKeys.key("t1", "p1", "hand"), content(11), FreeCharge.terms());
            SharedUsage before = server(EventfulSurvey.before(store, change));
            before.recount(PROJECT);
            assertExact();
            store.delete(FileKeys.key("t1", "p1", "hand"), FreeCharge.terms());
            SharedUsage between = server(EventfulSurvey.between(store, change));
            between.recount(PROJECT);
            assertExact();
        }
        assertFalse(counting.recount(PROJECT).changed());
    }

    /** Another server has seen an older state of the file, so its write does not take place. */
    private Room announced(FileKey key, long oldBytes, long newBytes) {
        granted(ledger.open("stale", key, cost(oldBytes, newBytes)));
        return ledger.settle("stale", PROJECT, false);
    }

    @Test
    final void a_count_is_right_where_a_dead_servers_write_came_to_nothing() throws Exception {
        SharedUsage alive = server();
        FileKey b = FileKeys.key("t1", "p1", "b");
        files(alive).replace(KEY, upload(20));
        files(alive).replace(b, upload(300));
        try (UsageChange dead = server().begin(KEY, THOUSAND);
                UsageChange stale = server().begin(b, THOUSAND)) {
            dead.signed("never-done", "");
            assertTrue(dead.change(20, 30));
            stale.signed("never-done-either", "");
            assertTrue(stale.change(7, 8)); // looked before the other one wrote
            alive.recount(PROJECT);
            assertEquals(320, ledger.find(PROJECT).room().bytes());
            letExpire();
            alive.sweep();
            files(alive).replace(KEY, upload(500));
            alive.recount(PROJECT);
            assertEquals(800, ledger.find(PROJECT).room().bytes());
        }
    }

    @Test
    final void a_count_beside_a_write_that_has_landed_and_is_not_settled_is_right()
            throws Exception {
        SharedUsage alive = server();
        files(alive).replace(KEY, upload(20));
        try (UsageChange slow = server().begin(KEY, THOUSAND)) {
            store.replace(KEY, content(50), new Terms(new Precondition.Always(), unsettled(slow)));
            alive.recount(PROJECT);
            assertEquals(20, ledger.find(PROJECT).room().bytes());
            slow.done();
        }
        assertExact();
    }

    /** Announces a write and does not say what became of it. */
    private static Charge unsettled(Charge charge) {
        return new Charge() {
            @Override
            public void signed(String change, String seen) {
                charge.signed(change, seen);
            }

            @Override
            public boolean create(long newBytes) {
                return charge.create(newBytes);
            }

            @Override
            public boolean change(long oldBytes, long newBytes) {
                return charge.change(oldBytes, newBytes);
            }

            @Override
            public void removed(long oldBytes) {}

            @Override
            public void undo() {}

            @Override
            public long limitBytes() {
                return charge.limitBytes();
            }
        };
    }

    @Test
    final void the_room_of_a_write_that_may_still_come_is_nobody_elses() throws Exception {
        SharedUsage alive = server();
        files(alive).replace(KEY, upload(1));
        FileKey other = FileKeys.key("t1", "p1", "b");
        try (UsageChange late = server().begin(KEY, THOUSAND)) {
            late.signed("late", "");
            assertTrue(late.change(1, 801));
            letExpire();
            alive.sweep();
            assertEquals(new Totals(true, Map.of(TEAM, 1L), 800), ledger.find(PROJECT));
            assertEquals(new Saved.OverQuota(1000), files(alive).replace(other, upload(300)));
            assertInstanceOf(Saved.Written.class, files(alive).replace(other, upload(198)));
            late.done(); // it has only stood still
        }
        assertEquals(new Totals(true, Map.of(TEAM, 999L), 0), ledger.find(PROJECT));
    }

    @Test
    final void the_next_write_of_a_file_has_the_room_of_one_that_may_still_come() throws Exception {
        SharedUsage alive = server();
        FileKey other = FileKeys.key("t1", "p1", "b");
        try (UsageChange late = server().begin(KEY, THOUSAND)) {
            late.signed("late", "");
            assertTrue(late.create(800));
            letExpire();
            assertInstanceOf(
                    Saved.Written.class, files(alive).replace(KEY, declared(700)), "tried again");
            assertExact();
            assertInstanceOf(Saved.Written.class, files(alive).replace(other, declared(299)));
        }
        assertExact();
    }

    @Test
    final void the_room_of_a_write_that_never_came_is_free_when_its_verdict_is_forgotten()
            throws Exception {
        SharedUsage alive = server();
        try (UsageChange late = server().begin(KEY, THOUSAND)) {
            late.signed("late", "");
            assertTrue(late.create(800));
            letExpire();
            alive.sweep();
            alive.recount(PROJECT);
            assertEquals(new Room(0, 800), ledger.find(PROJECT).room());
            ledger.forget(PROJECT);
            alive.usedBytes(TEAM, PROJECT);
            assertEquals(new Room(0, 800), ledger.find(PROJECT).room());
            letExpire();
            alive.sweep();
        }
        assertExact();
    }

    private static Upload declared(int length) {
        return new Upload(content(length), length, new Precondition.Always(), THOUSAND);
    }

    private SharedUsage server(FileStore files) throws Exception {
        return new SharedUsage(files, connect(), PATIENCE, clock(), new Random(), Counts.queue());
    }

    @Test
    final void a_server_that_dies_while_it_counts_leaves_nothing_wrong() throws Exception {
        SharedUsage alive = server();
        files(alive).replace(KEY, upload(500));
        boolean died = true;
        for (int steps = 0; died; steps++) {
            SharedUsage dying = server(new MortalLedger(connect(), steps));
            try {
                dying.recount(PROJECT);
                died = false;
            } catch (IllegalStateException e) {
                assertInstanceOf(MortalLedger.Killed.class, e.getCause());
            }
            files(alive).append(KEY, upload(1));
            assertExact();
            letExpire();
        }
        store.delete(KEY, FreeCharge.terms());
        assertTrue(alive.recount(PROJECT).changed());
        assertExact();
    }

    /** What the ledger says is what is there, and nothing is reserved. */
    private void assertExact() {
        Totals totals = ledger.find(PROJECT);
        assertEquals(nonZero(store.measure(PROJECT)), nonZero(totals.bytesByTeam()));
        assertEquals(0, totals.reserved());
        assertTrue(totals.isCounted());
    }

    private static Map<TeamId, Long> nonZero(Map<TeamId, Long> bytes) {
        Map<TeamId, Long> kept = new HashMap<>(bytes);
        kept.values().removeIf(count -> count == 0);
        return kept;
    }

    private void count(Map<TeamId, Long> bytes) {
        for (String name : List.of("p1", "p2")) {
            ProjectId project = new ProjectId(name);
            assertEquals(new Counting.Begun(), ledger.beginCount("c", project, false));
            assertTrue(ledger.endCount("c", project, bytes));
        }
    }

    private static Cost adds(long bytes) {
        return new Cost(false, "change", "", false, 0, bytes, 1000);
    }

    private static Cost cost(long oldBytes, long newBytes) {
        return new Cost(false, "change", "", true, oldBytes, newBytes, 1000);
    }

    private static Cost held(Cost cost) {
        return new Cost(
                true,
                cost.change(),
                cost.seen(),
                cost.existed(),
                cost.oldBytes(),
                cost.newBytes(),
                cost.limitBytes());
    }

    private static Room granted(Answer answer) {
        return assertInstanceOf(Answer.Granted.class, answer).room();
    }

    private static Intent met(Answer answer) {
        return assertInstanceOf(Answer.Abandoned.class, answer).intent();
    }

    private SharedUsage server() {
        try {
            return server(connect());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private SharedUsage server(SharedLedger mine) {
        return new SharedUsage(store, mine, PATIENCE, clock(), new Random(), Counts.queue());
    }

    private static Clock clock() {
        return Clock.systemUTC();
    }

    private ProjectFiles files(SharedUsage usage) {
        return new ProjectFiles(store, usage);
    }

    /** The length is not said beforehand, so that it is found out on the way. */
    private static Upload upload(int length) {
        return new Upload(content(length), 0, new Precondition.Always(), THOUSAND);
    }

    private static InputStream content(int length) {
        return new ByteArrayInputStream("x".repeat(length).getBytes(UTF_8));
    }
}
