package io.flowkeep.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import io.flowkeep.storage.memory.MemoryFileStore;
import io.flowkeep.storage.memory.MemoryUsageLedger;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class UsageTest {
    private static final ProjectId PROJECT = new ProjectId("p1");
    private static final TeamId TEAM = new TeamId("t1");
    private static final Quota THOUSAND = new Quota(1000);
    private final FileStore store = new MemoryFileStore(Clock.systemUTC(), 1 << 28);
    private final UsageLedger ledger = new MemoryUsageLedger();
    private final LocalUsage usage = Counts.usage(store, ledger);
    private final ProjectFiles files = new ProjectFiles(store, usage);

    @Test
    void usage_must_stay_below_the_quota() {
        assertEquals(new Saved.OverQuota(1000), replace("a", 1000));
        assertInstanceOf(Saved.Written.class, replace("a", 999));
        assertInstanceOf(Saved.Written.class, append("a", 0));
        assertInstanceOf(Saved.Written.class, replace("empty", 0));
        assertEquals(new Saved.OverQuota(1000), append("a", 1));
        assertEquals(999, usage.usedBytes(TEAM, PROJECT));
    }

    @Test
    void replacing_costs_the_difference() {
        replace("a", 900);
        assertInstanceOf(Saved.Written.class, replace("a", 999));
        assertInstanceOf(Saved.Written.class, replace("a", 10));
        assertEquals(10, usage.usedBytes(TEAM, PROJECT));
    }

    @Test
    void a_replace_that_does_not_grow_passes_even_far_over_the_quota() throws IOException {
        Upload big = upload(5000, Quota.NONE);
        files.replace(key("t1", "a"), big);
        assertInstanceOf(Saved.Written.class, replace("a", 5000));
        assertInstanceOf(Saved.Written.class, replace("a", 4000));
        assertEquals(new Saved.OverQuota(1000), replace("a", 4001));
        assertEquals(new Saved.OverQuota(1000), replace("new", 0));
    }

    @Test
    void the_quota_counts_all_teams_and_usage_is_told_for_each() throws IOException {
        files.replace(key("t1", "a"), upload(600, THOUSAND));
        assertEquals(
                new Saved.OverQuota(1000), files.replace(key("t2", "a"), upload(400, THOUSAND)));
        files.replace(key("t2", "a"), upload(399, THOUSAND));
        assertEquals(600, usage.usedBytes(TEAM, PROJECT));
        assertEquals(399, usage.usedBytes(new TeamId("t2"), PROJECT));
        assertEquals(Map.of(PROJECT, 600L), files.usedBytes(TEAM));
    }

    @Test
    void the_old_file_is_looked_at_only_as_far_as_somebody_needs_it() throws IOException {
        List<String> looks = new ArrayList<>();
        ProjectFiles watched = new ProjectFiles(noting(store, looks), usage);
        watched.replace(key("t1", "a"), upload(5, Quota.NONE));
        watched.append(key("t1", "a"), upload(5, THOUSAND));
        assertEquals(List.of(), looks, "nobody asks");
        watched.replace(key("t1", "a"), upload(5, THOUSAND));
        watched.replace(key("t1", "a"), upload(5, Quota.NONE, new Precondition.Exists()));
        assertEquals(List.of("glance", "glance"), looks, "only how long it is, or whether it is");
        looks.clear();
        Precondition tagged = new Precondition.HasTag(Set.of("x"));
        assertInstanceOf(
                PreconditionFailed.class,
                watched.replace(key("t1", "a"), upload(5, THOUSAND, tagged)));
        assertInstanceOf(
                PreconditionFailed.class,
                watched.append(key("t1", "a"), upload(5, THOUSAND, tagged)));
        assertEquals(List.of("stat", "stat"), looks, "its tag, once each");
    }

    @Test
    void deleting_makes_room() {
        replace("a", 999);
        files.delete(key("t1", "a"), new Precondition.Always());
        assertEquals(0, usage.usedBytes(TEAM, PROJECT));
        assertInstanceOf(Saved.Written.class, replace("b", 999));
    }

    @Test
    void a_failed_upload_frees_what_it_had_set_aside() {
        InputStream content = new BreakingContent(900, new IOException("gone"));
        Upload upload = new Upload(content, 950, new Precondition.Always(), THOUSAND);
        assertThrows(IOException.class, () -> files.replace(key("t1", "a"), upload));
        assertEquals(0, usage.usedBytes(TEAM, PROJECT));
        assertInstanceOf(Saved.Written.class, replace("b", 999));
    }

    @Test
    void what_is_said_to_be_too_long_is_refused_before_a_byte_is_read() throws IOException {
        InputStream content = new BreakingContent(0, new AssertionErrorOnRead());
        Upload upload = new Upload(content, 1000, new Precondition.Always(), THOUSAND);
        assertEquals(new Saved.OverQuota(1000), files.replace(key("t1", "a"), upload));
    }

    @Test
    void a_running_upload_keeps_others_from_its_room() throws IOException {
        InputStream slow =
                new EventfulContent(
                        600,
                        300,
                        () -> {
                            assertEquals(new Saved.OverQuota(1000), replace("b", 400));
                            assertInstanceOf(Saved.Written.class, replace("c", 399));
                        });
        Upload upload = new Upload(slow, 600, new Precondition.Always(), THOUSAND);
        assertInstanceOf(Saved.Written.class, files.replace(key("t1", "a"), upload));
        assertEquals(999, usage.usedBytes(TEAM, PROJECT));
    }

    @Test
    void a_file_that_shrinks_during_an_upload_is_charged_as_it_is_in_the_end() throws IOException {
        replace("a", 900);
        InputStream content =
                new EventfulContent(
                        950,
                        500,
                        () -> {
                            files.delete(key("t1", "a"), new Precondition.Always());
                            replace("b", 800);
                        });
        Upload upload = new Upload(content, 950, new Precondition.Always(), THOUSAND);
        assertEquals(new Saved.OverQuota(1000), files.replace(key("t1", "a"), upload));
        assertEquals(800, usage.usedBytes(TEAM, PROJECT));
        assertEquals(Map.of(TEAM, 800L), store.measure(PROJECT));
    }

    @Test
    void many_at_once_never_pass_the_quota_and_fill_it_to_the_last_byte() throws Exception {
        List<Future<Saved>> ends = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 400; i++) {
                String name = "f" + i;
                ends.add(threads.submit(() -> replace(name, 9)));
            }
        }
        int written = 0;
        for (Future<Saved> end : ends) {
            written += end.get() instanceof Saved.Written ? 1 : 0;
        }
        assertEquals(111, written);
        assertEquals(999, usage.usedBytes(TEAM, PROJECT));
        assertEquals(Map.of(TEAM, 999L), store.measure(PROJECT));
    }

    @Test
    void a_project_is_marked_before_its_first_change_and_saved_when_it_is_quiet() {
        replace("a", 5);
        assertEquals(Set.of(PROJECT), ledger.marked());
        usage.saveIdle();
        assertEquals(Set.of(PROJECT), ledger.marked(), "it was busy since the last time");
        usage.saveIdle();
        assertEquals(Set.of(), ledger.marked());
        assertEquals(new UsageLedger.Recorded.Exact(Map.of(TEAM, 5L)), ledger.find(PROJECT));
        append("a", 1);
        assertEquals(Set.of(PROJECT), ledger.marked());
    }

    @Test
    void closing_saves_what_is_busy_too() {
        replace("a", 5);
        usage.close();
        assertEquals(new UsageLedger.Recorded.Exact(Map.of(TEAM, 5L)), ledger.find(PROJECT));
    }

    @Test
    void a_change_under_way_is_not_saved() {
        replace("a", 5);
        try (UsageChange _ = usage.begin(key("t1", "a"), THOUSAND)) {
            usage.close();
            assertEquals(Set.of(PROJECT), ledger.marked());
        }
    }

    @Test
    void a_saved_project_is_not_counted_again_but_a_marked_one_is() throws IOException {
        replace("a", 5);
        usage.close();
        store.replace(key("t1", "b"), content(7), FreeCharge.terms()); // behind our back
        assertEquals(5, Counts.usage(store, ledger).usedBytes(TEAM, PROJECT));
        ledger.mark(PROJECT);
        assertEquals(12, Counts.usage(store, ledger).usedBytes(TEAM, PROJECT));
    }

    @Test
    void a_change_of_unknown_outcome_has_the_project_counted_anew() throws Exception {
        replace("a", 5);
        try (UsageChange change = usage.begin(key("t1", "b"), THOUSAND)) {
            assertTrue(change.create(54)); // of which nothing came
            change.distrust();
        }
        awaitUsed(5);
        usage.close();
        assertEquals(new UsageLedger.Recorded.Exact(Map.of(TEAM, 5L)), ledger.find(PROJECT));
    }

    @Test
    void what_is_in_doubt_at_the_end_is_counted_at_the_next_start() {
        try (UsageChange change = usage.begin(key("t1", "a"), THOUSAND)) {
            change.distrust();
            usage.close();
        }
        assertEquals(Set.of(PROJECT), ledger.marked());
    }

    @Test
    void a_recount_finds_what_came_from_outside() throws IOException {
        replace("a", 5);
        store.replace(key("t2", "b"), content(7), FreeCharge.terms());
        Map<TeamId, Long> found = Map.of(TEAM, 5L, new TeamId("t2"), 7L);
        assertEquals(
                new Recounts.Recounted(PROJECT, Map.of(TEAM, 5L), found), usage.recount(PROJECT));
        assertEquals(7, usage.usedBytes(new TeamId("t2"), PROJECT));
        assertFalse(usage.recount(PROJECT).changed());
    }

    @Test
    void all_are_recounted_also_those_that_only_the_store_or_the_ledger_knows() throws IOException {
        replace("a", 5);
        deleteByHand("t1", "a");
        store.replace(FileKeys.key("t2", "p2", "b"), content(7), FreeCharge.terms());
        List<ProjectId> told = new ArrayList<>();
        usage.recountAll(each -> told.add(each.project()));
        assertEquals(List.of(PROJECT, new ProjectId("p2")), told);
        assertEquals(0, usage.usedBytes(TEAM, PROJECT));
    }

    // Files that change behind the server's back.

    @Test
    void a_write_that_would_be_refused_is_judged_by_a_new_count() {
        replace("a", 900);
        deleteByHand("t1", "a");
        assertInstanceOf(Saved.Written.class, replace("b", 900));
        assertEquals(new Saved.OverQuota(1000), replace("c", 100));
        deleteByHand("t1", "b");
        assertInstanceOf(Saved.Written.class, append("c", 999));
        assertEquals(999, usage.usedBytes(TEAM, PROJECT));
    }

    @Test
    void so_is_one_that_names_its_length_first() throws IOException {
        replace("a", 900);
        deleteByHand("t1", "a");
        Upload upload = new Upload(content(500), 500, new Precondition.Always(), THOUSAND);
        assertInstanceOf(Saved.Written.class, files.replace(key("t1", "b"), upload));
        assertEquals(500, usage.usedBytes(TEAM, PROJECT));
    }

    @Test
    void so_is_one_whose_file_is_taken_away_by_hand_while_it_is_sent() throws IOException {
        replace("a", 900);
        InputStream slow = new EventfulContent(950, 500, () -> deleteByHand("t1", "a"));
        Upload upload = new Upload(slow, 950, new Precondition.Always(), THOUSAND);
        assertInstanceOf(Saved.Written.class, files.replace(key("t1", "a"), upload));
        assertEquals(950, usage.usedBytes(TEAM, PROJECT));
    }

    @Test
    void a_file_put_in_by_hand_and_deleted_here_leaves_no_more_room_than_there_is()
            throws IOException {
        replace("a", 300);
        store.replace(key("t1", "b"), content(600), FreeCharge.terms());
        files.delete(key("t1", "b"), new Precondition.Always());
        assertEquals(new Saved.OverQuota(1000), replace("c", 700));
        assertEquals(300, usage.usedBytes(TEAM, PROJECT));
        assertInstanceOf(Saved.Written.class, replace("c", 699));
    }

    @Test
    void a_file_put_in_by_hand_and_made_smaller_here_leaves_no_more_room_than_there_is()
            throws IOException {
        replace("a", 300);
        store.replace(key("t1", "b"), content(600), FreeCharge.terms());
        replace("b", 100);
        assertEquals(new Saved.OverQuota(1000), replace("c", 600));
        assertEquals(400, usage.usedBytes(TEAM, PROJECT));
    }

    @Test
    void a_file_larger_than_all_that_was_known_of_has_the_project_counted_anew() throws Exception {
        replace("a", 300);
        store.replace(key("t1", "b"), content(600), FreeCharge.terms());
        append("b", 10);
        awaitUsed(910);
    }

    @Test
    void usage_is_at_no_time_below_nothing() throws Exception {
        store.replace(key("t1", "b"), content(600), FreeCharge.terms());
        replace("a", 1);
        store.replace(key("t1", "c"), content(600), FreeCharge.terms());
        files.delete(key("t1", "b"), new Precondition.Always());
        files.delete(key("t1", "c"), new Precondition.Always());
        assertTrue(usage.usedBytes(TEAM, PROJECT) >= 0);
        awaitUsed(1);
    }

    private void awaitUsed(long bytes) throws InterruptedException {
        for (int i = 0; i < 500 && usage.usedBytes(TEAM, PROJECT) != bytes; i++) {
            Thread.sleep(10);
        }
        assertEquals(bytes, usage.usedBytes(TEAM, PROJECT));
    }

    private void deleteByHand(String team, String name) {
        store.delete(key(team, name), FreeCharge.terms());
    }

    private Saved replace(String name, int length) {
        try {
            return files.replace(key("t1", name), upload(length, THOUSAND));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Saved append(String name, int length) {
        try {
            return files.append(key("t1", name), upload(length, THOUSAND));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static FileKey key(String team, String name) {
        return FileKeys.key(team, "p1", name);
    }

    /** The length is not said beforehand, so that it is found out on the way. */
    private static Upload upload(int length, Quota quota) {
        return upload(length, quota, new Precondition.Always());
    }

    private static Upload upload(int length, Quota quota, Precondition precondition) {
        return new Upload(content(length), 0, precondition, quota);
    }

    /** The same store; the names of its looks at single files are noted. */
    private static FileStore noting(FileStore store, List<String> looks) {
        InvocationHandler handler =
                (_, method, arguments) -> {
                    if (Set.of("stat", "glance", "open").contains(method.getName())) {
                        looks.add(method.getName());
                    }
                    return method.invoke(store, arguments);
                };
        ClassLoader loader = UsageTest.class.getClassLoader();
        return (FileStore)
                Proxy.newProxyInstance(loader, new Class<?>[] {FileStore.class}, handler);
    }

    private static InputStream content(int length) {
        return new ByteArrayInputStream("x".repeat(length).getBytes(UTF_8));
    }

    private static final class AssertionErrorOnRead extends RuntimeException {
        private static final long serialVersionUID = 1;
    }
}
