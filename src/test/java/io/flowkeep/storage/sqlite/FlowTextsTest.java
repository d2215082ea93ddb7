package io.flowkeep.storage.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.flows.FlowPage;
import io.flowkeep.flows.FlowQuery;
import io.flowkeep.flows.FlowQuery.Sort;
import io.flowkeep.flows.FlowStore.Decision;
import io.flowkeep.flows.SampleFlows;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The index of texts is brought up to date in batches; a search does not notice. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class FlowTextsTest {
    /** The first change of all brings on a batch; then it takes about ten. */
    private static final FlowTuning TUNING = new FlowTuning(0, 1, 1, 1_100);

    @TempDir Path folder;
    private SqliteDatabase database;
    private SqliteFlowStore store;

    @BeforeEach
    void open() {
        database = OpenSqliteFlows.database(folder);
        store = new SqliteFlowStore(database, TUNING);
        insert(1, "alpha");
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void insert(int number, String name) {
        store.insert(SampleFlows.owned(number, name, "u1"), List.of());
    }

    private void rename(int number, String name) {
        assertTrue(
                store.change(
                                SampleFlows.id(number),
                                SampleFlows.ALL,
                                flow ->
                                        Decision.put(
                                                "",
                                                flow.defined(
                                                        SampleFlows.owned(number, name, "u1")
                                                                .definition(),
                                                        SampleFlows.NOON),
                                                List.of()))
                        .isPresent());
    }

    private void remove(int number) {
        assertTrue(
                store.change(
                                SampleFlows.id(number),
                                SampleFlows.ALL,
                                _ -> Decision.remove("", List.of()))
                        .isPresent());
    }

    private List<String> found(String search) {
        FlowPage page =
                store.list(
                        new FlowQuery(
                                SampleFlows.ALL, "", "", "", "", search, Sort.NAME, false, 0, 10));
        assertEquals(page.total(), page.flows().size());
        return page.flows().stream().map(flow -> flow.definition().text("name")).toList();
    }

    private long count(String table) {
        return database.read(session ->
                        session.find("SELECT count(*) FROM " + table, row -> row.getLong(1)))
                .orElseThrow();
    }

    @Test
    void a_text_that_has_changed_is_found_by_what_it_is_now() {
        assertEquals(1, count("flow_search_docsize"));
        rename(1, "beta");
        rename(1, "alphabet");
        assertEquals(1, count("flow_search_stale"));
        assertEquals(List.of("alphabet"), found("alpha"));
        assertEquals(List.of(), found("beta"));
    }

    @Test
    void a_text_that_went_is_not_found_though_its_number_is_given_again() {
        remove(1);
        assertEquals(List.of(), found("alpha"));
        insert(2, "beta");
        assertEquals(1, count("flow_search_stale"));
        assertEquals(List.of(), found("alpha"));
        assertEquals(List.of("beta"), found("beta"));
    }

    @Test
    void a_batch_takes_out_what_is_stale_and_puts_in_what_is_new() {
        insert(2, "alpha too");
        rename(1, "beta");
        remove(2);
        for (int number = 3; number <= 12; number++) {
            insert(number, "gamma " + number);
        }
        rename(3, "delta");
        assertEquals(
                count("flow_search_docsize"),
                count("flow_texts WHERE indexed = 1") + count("flow_search_stale"));
        assertTrue(count("flow_texts WHERE indexed = 1") > 5);
        assertEquals(9, found("gamma").size());
        assertEquals(List.of("beta"), found("beta"));
        assertEquals(List.of(), found("alpha"));
    }
}
