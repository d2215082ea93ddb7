package io.flowkeep.flows;

import static io.flowkeep.flows.SampleFlows.ALL;
import static io.flowkeep.flows.SampleFlows.NOON;
import static io.flowkeep.flows.SampleFlows.flow;
import static io.flowkeep.flows.SampleFlows.id;
import static io.flowkeep.flows.SampleFlows.in;
import static io.flowkeep.flows.SampleFlows.owned;
import static io.flowkeep.flows.SampleFlows.ownedBy;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.flowkeep.flows.FlowQuery.Sort;
import io.flowkeep.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** What every driver promises of listings: who sees what, filters, search, order and pages. */
public abstract class FlowListingContract extends OpenFlowStore {
    private static final FlowQuery EVERYTHING = query(ALL, Map.of());

    /** A query of the filters owner, status, type, fromTemplate and search. */
    private static FlowQuery query(Visibility visibility, Map<String, String> filters) {
        return new FlowQuery(
                visibility,
                filters.getOrDefault("owner", ""),
                filters.getOrDefault("status", ""),
                filters.getOrDefault("type", ""),
                filters.getOrDefault("fromTemplate", ""),
                filters.getOrDefault("search", ""),
                Sort.CREATED_AT,
                false,
                0,
                FlowQuery.MAX_LIMIT);
    }

    private static FlowQuery sorted(Sort sort, boolean descending) {
        return new FlowQuery(ALL, "", "", "", "", "", sort, descending, 0, 100);
    }

    private static FlowQuery part(long offset, int limit) {
        return new FlowQuery(ALL, "", "", "", "", "", Sort.CREATED_AT, false, offset, limit);
    }

    /** Numbers of the flows that a query finds; the total is checked to be as many. */
    private List<Integer> found(FlowQuery query) {
        FlowPage page = store().list(query);
        assertEquals(page.total(), page.flows().size());
        return numbers(page);
    }

    private static List<Integer> numbers(FlowPage page) {
        return page.flows().stream()
                .map(flow -> Integer.parseInt(flow.id().hex().substring(16), 16))
                .toList();
    }

    private List<Integer> search(String text) {
        return found(query(ALL, Map.of("search", text)));
    }

    private static Flow named(int number, String name, String description) {
        ObjectNode members = Json.object();
        members.put("name", name).put("description", description);
        return flow(number, FlowDefinition.of(members));
    }

    private static Flow at(int number, Instant created, Instant updated) {
        Flow flow = owned(number, "x", "u1");
        return new Flow(flow.id(), flow.definition(), flow.run(), created, updated, created);
    }

    @Test
    final void an_empty_store_lists_nothing() {
        assertEquals(new FlowPage(List.of(), 0), store().list(EVERYTHING));
        assertEquals(List.of(), search("a"));
    }

    @Test
    final void whole_flows_are_listed() {
        Flow flow = in(FlowStatus.ACTIVE, flow(1, "{'name':'a','x':[1.5,null]}"), NOON);
        insert(flow);
        assertEquals(text(flow), text(store().list(EVERYTHING).flows().getFirst()));
    }

    @Test
    final void only_what_can_be_seen_is_listed_and_counted() {
        insert(
                owned(1, "a", "u1"),
                owned(2, "b", "u2"),
                owned(3, "c", "t1", "u2", "u1"),
                flow(4, "{}"));
        assertEquals(List.of(1, 2, 3, 4), found(EVERYTHING));
        assertEquals(List.of(1, 3), found(query(ownedBy("u1"), Map.of())));
        assertEquals(List.of(1, 3), found(query(ownedBy("u1", "t1"), Map.of())));
        assertEquals(List.of(1, 2, 3), found(query(ownedBy("u1", "u2"), Map.of())));
        assertEquals(List.of(), found(query(ownedBy("u3"), Map.of())));
        assertEquals(List.of(), found(query(ownedBy(), Map.of())));
    }

    @Test
    final void the_filter_by_owner_narrows_and_never_widens() {
        insert(owned(1, "a", "u1"), owned(2, "b", "u2"), owned(3, "c", "u1", "u2"), flow(4, "{}"));
        assertEquals(List.of(2, 3), found(query(ALL, Map.of("owner", "u2"))));
        assertEquals(List.of(3), found(query(ownedBy("u1"), Map.of("owner", "u2"))));
        assertEquals(List.of(1, 3), found(query(ownedBy("u1"), Map.of("owner", "u1"))));
        assertEquals(List.of(), found(query(ownedBy("u1"), Map.of("owner", "u3"))));
        assertEquals(List.of(), found(query(ownedBy(), Map.of("owner", "u1"))));
        assertEquals(List.of(), found(query(ownedBy("u1"), Map.of("owner", "' OR 1=1 --"))));
    }

    @Test
    final void two_owners_of_one_name_count_a_flow_once() {
        insert(flow(1, "{'owners':[{'id':'u1','type':'user'},{'id':'u1','type':'tenant'}]}"));
        assertEquals(List.of(1), found(query(ownedBy("u1"), Map.of("owner", "u1"))));
        assertEquals(List.of(1), found(query(ownedBy("u1"), Map.of())));
    }

    @Test
    final void flows_are_filtered_by_status_type_and_template() {
        String template = "5ca5c44c187c040010a9bb8c";
        insert(
                in(FlowStatus.ACTIVE, flow(1, "{'type':'ordinary'}"), NOON),
                flow(2, "{'type':'long_running','fromTemplate':'" + template + "'}"),
                in(FlowStatus.ACTIVE, flow(3, "{'type':'long_running'}"), NOON),
                in(FlowStatus.NULL, flow(4, "{'type':null,'fromTemplate':null}"), NOON),
                in(FlowStatus.STARTING, flow(5, "{'fromTemplate':'" + template + "'}"), NOON));
        assertEquals(List.of(1, 3), found(query(ALL, Map.of("status", "active"))));
        assertEquals(List.of(2), found(query(ALL, Map.of("status", "inactive"))));
        assertEquals(List.of(5), found(query(ALL, Map.of("status", "starting"))));
        assertEquals(List.of(), found(query(ALL, Map.of("status", "stopping"))));
        assertEquals(List.of(), found(query(ALL, Map.of("status", "null"))));
        assertEquals(List.of(2, 3), found(query(ALL, Map.of("type", "long_running"))));
        assertEquals(List.of(1), found(query(ALL, Map.of("type", "ordinary"))));
        assertEquals(List.of(2, 5), found(query(ALL, Map.of("fromTemplate", template))));
        assertEquals(
                List.of(), found(query(ALL, Map.of("fromTemplate", "000000000000000000000000"))));
    }

    @Test
    final void a_change_of_status_moves_a_flow_from_filter_to_filter() {
        insert(owned(1, "a", "u1"));
        Flow started = in(FlowStatus.ACTIVE, stored(1), NOON);
        assertEquals(
                true,
                store().change(id(1), ALL, _ -> FlowStore.Decision.put("", started, List.of()))
                        .isPresent());
        assertEquals(List.of(1), found(query(ALL, Map.of("status", "active"))));
        assertEquals(List.of(), found(query(ALL, Map.of("status", "inactive"))));
    }

    @Test
    final void all_conditions_hold_at_once() {
        String fields = "'name':'Sync','type':'ordinary','fromTemplate':'5ca5c44c187c040010a9bb8c'";
        String mine = ",'owners':[{'id':'u1','type':'user'},{'id':'u2','type':'user'}]}";
        insert(
                flow(1, "{" + fields + mine),
                flow(2, "{" + fields.replace("Sync", "Copy") + mine),
                flow(3, "{" + fields.replace("ordinary", "long_running") + mine),
                flow(4, "{" + fields.replace("bb8c", "bb8d") + mine),
                flow(5, "{" + fields + ",'owners':[{'id':'u1','type':'user'}]}"),
                flow(6, "{" + fields + ",'owners':[{'id':'u2','type':'user'}]}"),
                in(FlowStatus.ACTIVE, flow(7, "{" + fields + mine), NOON));
        Map<String, String> all =
                Map.of(
                        "owner", "u2",
                        "status", "inactive",
                        "type", "ordinary",
                        "fromTemplate", "5ca5c44c187c040010a9bb8c",
                        "search", "sync");
        assertEquals(List.of(1), found(query(ownedBy("u1"), all)));
        assertEquals(List.of(1, 6), found(query(ALL, all)));
        assertEquals(List.of(), found(query(ownedBy("u3"), all)));
    }

    @Test
    final void search_looks_at_name_and_description_only() {
        insert(
                named(1, "needle", "x"),
                named(2, "x", "a needle here"),
                flow(3, "{'type':'needle','unknown':'needle','flowSettings':{'name':'needle'}}"),
                flow(4, "{'name':null,'description':null}"),
                flow(5, "{'description':'needle'}"),
                flow(6, "{'name':'nee','description':'dle'}"));
        assertEquals(List.of(1, 2, 5), search("needle"));
        assertEquals(List.of(1, 2, 5), search("eedl"));
        assertEquals(List.of(), search("null"));
        assertEquals(List.of(), search("needles"));
    }

    @Test
    final void search_means_every_case_of_every_language() {
        insert(
                named(1, "\u00c4pfel und B\u00fccher", ""),
                named(2, "\u0416\u0438\u0437\u043d\u044c", ""),
                named(3, "\u0391\u0398\u0397\u039d\u0391", ""),
                named(4, "\u65e5\u672c\u8a9e\u306e\u30d5\u30ed\u30fc", ""),
                named(5, "Apfel", ""),
                named(6, "emoji \ud83d\ude00 here", ""));
        assertEquals(List.of(1), search("\u00e4pfel"));
        assertEquals(List.of(1), search("\u00c4PFEL"));
        assertEquals(List.of(1), search("b\u00dcch"));
        assertEquals(List.of(5), search("APFEL"));
        assertEquals(List.of(2), search("\u0436\u0418\u0417"));
        assertEquals(List.of(3), search("\u03b1\u03b8\u03b7\u03bd\u03b1"));
        assertEquals(List.of(4), search("\u65e5\u672c\u8a9e"));
        assertEquals(List.of(4), search("\u8a9e\u306e\u30d5\u30ed"));
        assertEquals(List.of(6), search("\ud83d\ude00"));
        assertEquals(List.of(6), search("\ud83d\ude00 HERE"));
    }

    @Test
    final void one_and_two_characters_are_searched_for_as_well() {
        insert(
                named(1, "ab", ""),
                named(2, "xAx", ""),
                named(3, "\u65e5\u672c", ""),
                named(4, "\u00e4", ""),
                named(5, "zz", "b"));
        assertEquals(List.of(1, 2), search("a"));
        assertEquals(List.of(1, 5), search("B"));
        assertEquals(List.of(1), search("AB"));
        assertEquals(List.of(3), search("\u65e5"));
        assertEquals(List.of(3), search("\u65e5\u672c"));
        assertEquals(List.of(), search("\u672c\u65e5"));
        assertEquals(List.of(4), search("\u00c4"));
    }

    @Test
    final void no_search_is_a_pattern() {
        List<String> literals =
                List.of(
                        ".*",
                        "%",
                        "_",
                        "\\",
                        "\"",
                        "'",
                        "^a",
                        "a$",
                        "[a]",
                        "(a",
                        "a{2}",
                        "*",
                        "?",
                        "a|b",
                        "a OR b",
                        "\\Qa\\E",
                        "NEAR(a b)",
                        "a AND",
                        "\"a",
                        "-a",
                        "name:a",
                        "%25",
                        "{\"$ne\":1}",
                        "$",
                        "a\\",
                        "+");
        insert(named(0, "aab abc OR AND near plain text", "a b"));
        for (int number = 1; number <= literals.size(); number++) {
            insert(named(number, "<<" + literals.get(number - 1) + ">>", ""));
        }
        for (int number = 1; number <= literals.size(); number++) {
            String literal = literals.get(number - 1);
            List<Integer> expected = new ArrayList<>();
            for (int other = 1; other <= literals.size(); other++) {
                if (literals.get(other - 1).contains(literal)) {
                    expected.add(other);
                }
            }
            assertEquals(expected, search(literal), literal);
            assertEquals(List.of(number), search("<<" + literal + ">>"), literal);
        }
    }

    @Test
    final void white_space_in_a_search_means_itself() {
        insert(named(1, "two  blanks", ""), named(2, "two blanks", ""), named(3, "two\tb", ""));
        assertEquals(List.of(1), search("two  b"));
        assertEquals(List.of(2), search("two b"));
        assertEquals(List.of(3), search("two\tb"));
        assertEquals(List.of(1, 2), search(" "));
    }

    @Test
    final void search_follows_a_change() {
        insert(named(1, "before", "old words"));
        Flow after = stored(1).defined(SampleFlows.definition("{'name':'after'}"), NOON);
        assertEquals(
                true,
                store().change(id(1), ALL, _ -> FlowStore.Decision.put("", after, List.of()))
                        .isPresent());
        assertEquals(List.of(), search("before"));
        assertEquals(List.of(), search("old words"));
        assertEquals(List.of(1), search("after"));
        assertEquals(
                true,
                store().change(id(1), ALL, _ -> FlowStore.Decision.remove("", List.of()))
                        .isPresent());
        assertEquals(List.of(), search("after"));
    }

    @Test
    final void flows_are_sorted_by_time_and_then_by_id() {
        insert(
                at(3, NOON, NOON.plusMillis(9)),
                at(1, NOON.plusMillis(1), NOON.plusMillis(9)),
                at(2, NOON, NOON.plusMillis(10)),
                at(4, NOON.minusMillis(1), NOON.plusMillis(8)));
        assertEquals(List.of(4, 2, 3, 1), found(sorted(Sort.CREATED_AT, false)));
        assertEquals(List.of(1, 3, 2, 4), found(sorted(Sort.CREATED_AT, true)));
        assertEquals(List.of(4, 1, 3, 2), found(sorted(Sort.UPDATED_AT, false)));
        assertEquals(List.of(2, 3, 1, 4), found(sorted(Sort.UPDATED_AT, true)));
    }

    @Test
    final void flows_are_sorted_by_name_by_code_point_and_then_by_id() {
        insert(
                flow(1, "{'name':'b'}"),
                flow(2, "{'name':'B'}"),
                flow(3, "{}"),
                flow(4, "{'name':'\u00e4'}"),
                flow(5, "{'name':'a'}"),
                flow(6, "{'name':'b'}"),
                flow(7, "{'name':null}"),
                flow(8, "{'name':''}"),
                flow(9, "{'name':'\uff5e'}"),
                flow(10, "{'name':'\ud83d\ude00'}"),
                flow(11, "{'name':'a '}"));
        List<Integer> up = new ArrayList<>(List.of(3, 7, 8, 2, 5, 11, 1, 6, 4));
        up.addAll(traits().namesByCodePoint() ? List.of(9, 10) : List.of(10, 9));
        assertEquals(up, found(sorted(Sort.NAME, false)));
        assertEquals(up.reversed(), found(sorted(Sort.NAME, true)));
    }

    @Test
    final void pages_follow_one_another_and_know_the_total() {
        for (int number = 1; number <= 7; number++) {
            insert(at(number, NOON, NOON));
        }
        assertEquals(List.of(1, 2, 3), numbers(store().list(part(0, 3))));
        assertEquals(List.of(4, 5, 6), numbers(store().list(part(3, 3))));
        assertEquals(List.of(7), numbers(store().list(part(6, 3))));
        for (long offset : List.of(0L, 3L, 6L, 7L, 100L, 5_000_000_000L)) {
            assertEquals(7, store().list(part(offset, 3)).total());
        }
        assertEquals(List.of(), store().list(part(7, 3)).flows());
        assertEquals(List.of(), store().list(part(5_000_000_000L, 3)).flows());
        assertEquals(7, store().list(part(0, FlowQuery.MAX_LIMIT)).flows().size());
    }

    @Test
    final void pages_of_a_search_know_its_total() {
        for (int number = 1; number <= 5; number++) {
            insert(named(number, number % 2 == 0 ? "even" : "uneven " + number, ""));
        }
        FlowQuery second = new FlowQuery(ALL, "", "", "", "", "UNEVEN", Sort.NAME, true, 1, 1);
        FlowPage page = store().list(second);
        assertEquals(List.of(3), numbers(page));
        assertEquals(3, page.total());
    }

    @Test
    final void a_listing_is_there_after_a_reopen() throws Exception {
        insert(owned(1, "\u00c4", "u1"), in(FlowStatus.ACTIVE, owned(2, "b", "u2"), NOON));
        reopen();
        assertEquals(List.of(1, 2), found(EVERYTHING));
        assertEquals(List.of(1), search("\u00e4"));
        assertEquals(List.of(2), found(query(ownedBy("u2"), Map.of("status", "active"))));
    }
}
