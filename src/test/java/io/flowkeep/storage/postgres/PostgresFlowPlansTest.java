package io.flowkeep.storage.postgres;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.flows.Flow;
import io.flowkeep.flows.FlowId;
import io.flowkeep.flows.FlowQuery;
import io.flowkeep.flows.FlowQuery.Sort;
import io.flowkeep.flows.FlowStatus;
import io.flowkeep.flows.SampleFlows;
import io.flowkeep.flows.Visibility;
import io.flowkeep.storage.sql.KindFilter;
import io.flowkeep.storage.sql.Sql;
import io.flowkeep.storage.sql.StoredFlow;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * How PostgreSQL means to run the statements whose cost must not grow with the number of flows, of
 * which there are 20,000; whether it knows the parameters or not.
 */
@Tag("neighbours")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class PostgresFlowPlansTest {
    private static final int FLOWS = 20_000;
    private static final UUID TENANT = AnyText.key("t");
    private static final UUID USER = AnyText.key("u1");
    private static final List<KindFilter> KINDS =
            List.of(
                    KindFilter.ANY,
                    new KindFilter((short) 1, KindFilter.ALL),
                    new KindFilter((short) 3, KindFilter.ALL),
                    new KindFilter(KindFilter.ALL, (short) 2));

    private OwnPostgres server;
    private Connection connection;

    /** A few flows as the store writes them, and copies of their rows under other ids. */
    @BeforeAll
    void fill() throws Exception {
        server = OwnPostgres.create();
        try (PostgresDatabase database = server.open()) {
            database.prepare(PostgresSchema.FLOWS);
            PostgresFlowStore store = new PostgresFlowStore(database);
            for (int number = 1; number <= 20; number++) {
                Flow flow = SampleFlows.owned(number, "flow of " + number, "u" + number % 4, "t");
                store.insert(
                        number == 20
                                ? SampleFlows.in(FlowStatus.ACTIVE, flow, SampleFlows.NOON)
                                : flow,
                        SampleFlows.events("e" + number));
            }
        }
        copy("flows", "id");
        copy("flow_texts", "flow");
        copy("flow_lists", "flow");
        copy("outbox", "flow");
        copy("outbox_flows", "flow");
        server.run("UPDATE flowkeep.flow_counts SET n = n * " + FLOWS / 20);
        server.run("UPDATE flowkeep.flow_texts SET trigrams = trigrams || get_byte(flow, 2)");
        server.run(
                "UPDATE flowkeep.flow_lists SET created_at = created_at + get_byte(flow, 2) * 1000,"
                        + " updated_at = updated_at - get_byte(flow, 2) * 1000");
        server.run("UPDATE flowkeep.outbox_flows SET due_at = 9e12 WHERE get_byte(flow, 2) > 2");
        server.run("VACUUM ANALYZE");
        connection = server.connect();
    }

    private void copy(String table, String id) throws SQLException {
        server.run(
                "CREATE TABLE copied AS SELECT t.*, n FROM flowkeep."
                        + table
                        + " t, generate_series(1, "
                        + (FLOWS / 20 - 1)
                        + ") n");
        server.run(
                "UPDATE copied SET "
                        + id
                        + " = set_byte(set_byte("
                        + id
                        + ", 2, n % 256), 1, n / 256)");
        server.run("ALTER TABLE copied DROP COLUMN n");
        server.run("INSERT INTO flowkeep." + table + " SELECT * FROM copied");
        server.run("DROP TABLE copied");
    }

    @AfterAll
    void drop() throws Exception {
        connection.close();
        server.close();
    }

    private static List<FlowQuery> orders() {
        List<FlowQuery> queries = new ArrayList<>();
        for (Sort sort : Sort.values()) {
            for (boolean descending : new boolean[] {false, true}) {
                queries.add(query(SampleFlows.ALL, sort, descending, ""));
            }
        }
        return queries;
    }

    private static FlowQuery query(
            Visibility visibility, Sort sort, boolean descending, String search) {
        return new FlowQuery(visibility, "", "", "", "", search, sort, descending, 0, 10);
    }

    private static List<List<UUID>> lists() {
        return List.of(List.of(OwnerKeys.EVERYTHING), List.of(TENANT), List.of(USER, TENANT));
    }

    @Test
    void a_page_is_read_in_the_order_of_an_index() throws Exception {
        for (FlowQuery query : orders()) {
            String index =
                    switch (query.sort()) {
                        case CREATED_AT -> "flow_lists_by_creation";
                        case UPDATED_AT -> "flow_lists_by_update";
                        case NAME -> "flow_lists_by_name";
                    };
            for (List<UUID> lists : lists()) {
                for (String plan : plans(ListPages.page(query, KindFilter.ANY, lists, false))) {
                    assertSearches(plan);
                    assertTrue(plan.contains(index), plan);
                    assertFalse(plan.contains("flow_lists_pkey"), plan);
                }
            }
        }
    }

    @Test
    void only_what_fits_is_sorted_when_it_is_little() throws Exception {
        for (FlowQuery query : orders()) {
            for (KindFilter kind : KINDS) {
                if (kind.isOfFew()) {
                    for (String plan : plans(ListPages.page(query, kind, List.of(TENANT), true))) {
                        assertSearches(plan);
                        assertTrue(plan.contains("flow_lists_of_few"), plan);
                    }
                }
            }
        }
    }

    @Test
    void totals_come_from_counts() throws Exception {
        for (List<UUID> lists : lists()) {
            for (KindFilter kind : KINDS) {
                for (String plan : plans(Sql.of("SELECT ").then(FlowCounts.total(lists, kind)))) {
                    assertFalse(plan.contains("flow_lists"), plan);
                    assertFalse(plan.contains("on flows"), plan);
                }
            }
        }
    }

    @Test
    void a_flow_is_found_by_its_id() throws Exception {
        byte[] id = StoredFlow.id(SampleFlows.id(7));
        for (String plan : plans(FlowRows.FIND_OWNED, List.of(id, new UUID[] {USER, TENANT}))) {
            assertSearches(plan);
            assertTrue(plan.contains("flows_pkey"), plan);
        }
        for (String plan : plans(FlowRows.ALL, List.of(id, 100, 1_000_000L))) {
            assertSearches(plan);
            assertTrue(plan.contains("flows_pkey"), plan);
        }
    }

    @Test
    void a_search_for_what_is_rare_asks_the_index_of_trigrams() throws Exception {
        FlowQuery query = query(SampleFlows.ALL, Sort.NAME, false, "rare text");
        Sql search =
                Candidates.search(
                        query, List.of(TENANT), List.of(TENANT), Candidates.Source.TRIGRAMS);
        for (String plan : plans(search)) {
            assertTrue(plan.contains("flow_texts_by_trigram"), plan);
            assertFalse(plan.contains("Seq Scan"), plan);
        }
    }

    @Test
    void chores_find_what_they_look_for() throws Exception {
        for (String plan :
                plans(
                        FlowPicks.ANNOUNCED,
                        List.of(
                                new short[] {2, 4},
                                new String[] {"\"starting\"", "\"stopping\""},
                                9L,
                                500,
                                500))) {
            assertSearches(plan);
            assertTrue(plan.contains("flows_by_announcement"), plan);
        }
        for (String plan :
                plans(
                        FlowPicks.UNANNOUNCED,
                        List.of(
                                new short[] {2, 4},
                                new String[] {"\"starting\"", "\"stopping\""},
                                StoredFlow.id(""),
                                500))) {
            assertTrue(plan.contains("flows_by_announcement"), plan);
        }
        for (String plan :
                plans(FlowPicks.OWNED, List.of(USER, StoredFlow.id(SampleFlows.id(3)), 500))) {
            assertSearches(plan);
        }
    }

    @Test
    void the_outbox_reads_little_more_than_it_gives() throws Exception {
        for (String plan : plans(OutboxRows.DUE, List.of(5L, 500, 5L, 500, 500, 8_000_000))) {
            assertSearches(plan);
            assertTrue(plan.contains("outbox_flows_by_due"), plan);
            assertTrue(plan.contains("outbox_pkey"), plan);
        }
        FlowId id = SampleFlows.id(3);
        for (String plan :
                plans(
                        OutboxRows.deleting(
                                Unnest.of(List.of(id)).byteas(StoredFlow::id).texts(_ -> "e3")))) {
            assertSearches(plan);
        }
        for (String plan : plans(OutboxRows.POSTPONED, List.of(100))) {
            assertSearches(plan);
            assertTrue(plan.contains("outbox_tried"), plan);
        }
    }

    /** Reads no whole table, but for those that are short in this test. */
    private static void assertSearches(String plan) {
        assertFalse(
                plan.replaceAll("Seq Scan on (flow_counts|owner_sets)", "").contains("Seq Scan on"),
                plan);
    }

    private List<String> plans(Sql sql) throws SQLException {
        return plans(sql.text(), sql.parameters());
    }

    /** With these parameters, and for any. */
    private List<String> plans(String sql, List<?> parameters) throws SQLException {
        int[] number = {0};
        String numbered =
                sql.chars()
                        .mapToObj(c -> c == '?' ? "$" + ++number[0] : Character.toString(c))
                        .collect(Collectors.joining());
        String values =
                parameters.stream()
                        .map(PostgresFlowPlansTest::literal)
                        .collect(Collectors.joining(", "));
        List<String> plans = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            statement.execute("PREPARE planned AS " + numbered);
            for (String mode : List.of("force_custom_plan", "force_generic_plan")) {
                statement.execute("SET plan_cache_mode = " + mode);
                List<String> lines = new ArrayList<>();
                try (ResultSet rows =
                        statement.executeQuery("EXPLAIN EXECUTE planned (" + values + ")")) {
                    while (rows.next()) {
                        lines.add(rows.getString(1));
                    }
                }
                plans.add(mode + "\n" + sql + "\n" + String.join("\n", lines));
            }
            statement.execute("DEALLOCATE planned");
        }
        return plans;
    }

    private static String literal(Object value) {
        return switch (value) {
            case byte[] bytes -> "'\\x" + HexFormat.of().formatHex(bytes) + "'::bytea";
            case UUID uuid -> "'" + uuid + "'::uuid";
            case UUID[] all -> array(Stream.of(all));
            case String[] all -> array(Stream.of(all).map(text -> "'" + text + "'"), "text");
            case byte[][] all -> array(Stream.of(all));
            case short[] all -> array(IntStream.range(0, all.length).mapToObj(i -> all[i]));
            case int[] all -> array(IntStream.of(all).boxed());
            case long[] all -> array(LongStream.of(all).boxed());
            default -> value.toString();
        };
    }

    private static String array(Stream<?> values) {
        return "ARRAY["
                + values.map(PostgresFlowPlansTest::literal).collect(Collectors.joining(", "))
                + "]";
    }

    private static String array(Stream<String> literals, String type) {
        return "ARRAY[" + literals.collect(Collectors.joining(", ")) + "]::" + type + "[]";
    }
}
