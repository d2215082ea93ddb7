package io.flowkeep.storage.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.flows.Flow;
import io.flowkeep.flows.FlowQuery;
import io.flowkeep.flows.FlowQuery.Sort;
import io.flowkeep.flows.FlowStatus;
import io.flowkeep.flows.SampleFlows;
import io.flowkeep.storage.sql.KindFilter;
import io.flowkeep.storage.sqlite.OwnerSets.OwnerList;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How SQLite means to run the statements whose cost must not grow with the number of flows. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class FlowPlansTest {
    private static final OwnerList EVERYTHING = new OwnerList(0, 1, true);
    private static final OwnerList OTHER = new OwnerList(2, 1, true);
    private static final OwnerList SHORT = new OwnerList(3, 1, false);
    private static final List<KindFilter> KINDS =
            List.of(
                    KindFilter.ANY,
                    new KindFilter((short) 1, KindFilter.ALL),
                    new KindFilter((short) 3, KindFilter.ALL),
                    new KindFilter(KindFilter.ALL, (short) 1),
                    new KindFilter(KindFilter.ALL, (short) 2),
                    new KindFilter((short) 3, (short) 2));

    @TempDir Path folder;
    private SqliteDatabase database;

    @BeforeEach
    void open() {
        database = OpenSqliteFlows.database(folder);
        SqliteFlowStore store = new SqliteFlowStore(database, new FlowTuning(0, 5, 1, 1));
        for (int number = 1; number <= 40; number++) {
            Flow flow = SampleFlows.owned(number, "flow " + number, "u" + number % 2, "t");
            store.insert(
                    number % 9 == 0
                            ? SampleFlows.in(FlowStatus.ACTIVE, flow, SampleFlows.NOON)
                            : flow,
                    SampleFlows.events("e" + number));
        }
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static List<FlowQuery> orders() {
        List<FlowQuery> queries = new ArrayList<>();
        for (Sort sort : Sort.values()) {
            for (boolean descending : new boolean[] {false, true}) {
                queries.add(
                        new FlowQuery(
                                SampleFlows.ALL, "", "", "", "", "", sort, descending, 0, 10));
            }
        }
        return queries;
    }

    @Test
    void a_page_of_long_lists_is_read_in_the_order_of_an_index() {
        for (FlowQuery query : orders()) {
            for (KindFilter kind : KINDS) {
                for (List<OwnerList> lists :
                        List.of(List.of(EVERYTHING), List.of(OTHER, EVERYTHING))) {
                    assertWalks(ListPages.page(query, kind, lists, false).text());
                }
            }
        }
    }

    @Test
    void only_what_fits_is_sorted_when_it_is_little() {
        for (FlowQuery query : orders()) {
            for (KindFilter kind : KINDS) {
                String sql = ListPages.page(query, kind, List.of(EVERYTHING), true).text();
                if (kind.isOfFew()) {
                    assertSearches(sql);
                    assertTrue(plan(sql).contains("list_entries_of_few (list=? AND status=?"), sql);
                } else {
                    assertWalks(sql);
                }
            }
        }
    }

    @Test
    void a_short_list_is_read_alone() {
        for (FlowQuery query : orders()) {
            for (KindFilter kind : KINDS) {
                assertSearches(ListPages.page(query, kind, List.of(SHORT), true).text());
                assertSearches(
                        ListPages.page(query, kind, List.of(SHORT, EVERYTHING), true).text());
            }
        }
    }

    @Test
    void totals_come_from_counts() {
        for (List<OwnerList> lists : List.of(List.of(OTHER), List.of(OTHER, EVERYTHING))) {
            String sql = ListPages.total(lists, KindFilter.ANY).text();
            assertWalks(sql);
            assertFalse(plan(sql).contains("list_entries"), sql);
            assertFalse(plan(sql).contains("flows"), sql);
        }
    }

    @Test
    void a_flow_is_found_by_its_id() {
        for (String sql :
                List.of(FlowRows.FIND, FlowRows.FIND_SEEN_BY_TWO, FlowRows.FIND_SEEN_BY_MANY)) {
            assertWalks(sql);
        }
        assertSearches(FlowRows.LOAD);
    }

    @Test
    void the_outbox_reads_no_more_than_it_gives() {
        assertWalks(OutboxRows.DUE);
        assertWalks(OutboxRows.MAKE_DUE);
        assertTrue(plan(OutboxRows.DUE).contains("outbox_by_due (due_at<?)"));
        assertTrue(plan(OutboxRows.MAKE_DUE).contains("outbox_put_off (flow_id=?)"));
        assertEquals(
                "SCAN outbox USING INDEX outbox_tried", // holds those that were tried, no others
                plan(OutboxRows.POSTPONED).strip());
        assertEquals(
                "SCAN outbox USING COVERING INDEX outbox_tried", plan(OutboxRows.TRIED).strip());
        assertTrue(plan(OutboxRows.WAITING).contains("USING COVERING INDEX"));
    }

    @Test
    void flows_to_announce_again_are_found_by_how_long_they_wait() {
        assertWalks(FlowPicks.ANNOUNCED);
        assertTrue(plan(FlowPicks.ANNOUNCED).contains("runs_by_announcement (status=?"));
    }

    @Test
    void flows_that_were_not_announced_are_found_among_those_that_are_not_inactive() {
        String plan = plan(FlowPicks.UNANNOUNCED);
        assertTrue(plan.contains("SEARCH r USING INDEX runs_by_announcement (status=?"), plan);
        assertTrue(plan.contains("SEARCH f USING INTEGER PRIMARY KEY"), plan);
    }

    @Test
    void a_batch_of_texts_reads_only_what_is_new_or_stale() {
        for (String sql : List.of(FlowTexts.PUT_IN, FlowTexts.NOTE)) {
            assertWalks(sql);
            assertTrue(plan(sql).contains("flow_texts_not_indexed (indexed=?)"), plan(sql));
        }
        assertTrue(
                plan(FlowTexts.TAKE_OUT).contains("flow_search VIRTUAL TABLE INDEX 0:="),
                plan(FlowTexts.TAKE_OUT));
    }

    @Test
    void a_search_looks_up_what_is_stale() {
        assertWalks(Candidates.MATCHES);
        assertTrue(
                plan(Candidates.MATCHES).contains("USING ROWID SEARCH ON TABLE flow_search_stale"),
                plan(Candidates.MATCHES));
    }

    /** Neither reads a whole table nor sorts. */
    private void assertWalks(String sql) {
        assertSearches(sql);
        assertFalse(plan(sql).contains("TEMP B-TREE"), () -> sql + "\n" + plan(sql));
    }

    /** Reads no whole table. */
    private void assertSearches(String sql) {
        for (String line : plan(sql).lines().toList()) {
            assertFalse(
                    line.contains("SCAN")
                            && !line.contains("SCAN CONSTANT ROW")
                            && !line.contains("SCAN json_each")
                            && !line.contains("VIRTUAL TABLE"),
                    () -> sql + "\n" + plan(sql));
        }
    }

    private String plan(String sql) {
        return database.read(session -> {
            return String.join(
                    "\n",
                    session.list(
                            "EXPLAIN QUERY PLAN " + sql,
                            row -> row.getString("detail"),
                            zeros(sql)));
        });
    }

    private static Object[] zeros(String sql) {
        int parameters = 0;
        for (int i = 1; i <= 9; i++) {
            if (sql.contains("?" + i)) {
                parameters = i;
            }
        }
        long plain = sql.replaceAll("\\?\\d", "").chars().filter(c -> c == '?').count();
        Object[] zeros = new Object[parameters + Math.toIntExact(plain)];
        Arrays.fill(zeros, "0");
        return zeros;
    }
}
