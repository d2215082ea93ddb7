package io.flowkeep.flows.http;

import static io.flowkeep.flows.http.FlowsClient.error;
import static io.flowkeep.flows.http.FlowsClient.flow;
import static io.flowkeep.flows.http.FlowsClient.parse;
import static io.flowkeep.flows.http.FlowsClient.text;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.flowkeep.contract.FlowServers.Setup;
import io.flowkeep.http.RawClient;
import io.flowkeep.json.Json;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Listing flows: pages, filters, order and search, and what hostile queries come to. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class FlowListingTest {
    private final FlowsOnTheWire servers = new FlowsOnTheWire();
    private FlowsClient client;

    @BeforeEach
    void start() throws IOException {
        client = new FlowsClient(servers.start(Setup.USUAL));
    }

    @AfterEach
    void stop() {
        servers.close();
    }

    private List<String> names(String query) throws IOException {
        return parse(client.get("/flows?" + query))
                .path("data")
                .valueStream()
                .map(flow -> flow.path("name").asString(""))
                .toList();
    }

    private String meta(String query) throws IOException {
        return Json.text(parse(client.get("/flows?" + query)).path("meta"));
    }

    private void make(int count) throws IOException {
        StringBuilder flows = new StringBuilder("[");
        for (int i = 0; i < count; i++) {
            flows.append(i == 0 ? "" : ",").append(flow("f" + i));
        }
        assertEquals(201, client.json("POST", "/flows", flows.append(']').toString()).status());
    }

    @ParameterizedTest
    @CsvSource({
        "'',1,10",
        "page[size]=3,1,3",
        "page[size]=3&page[number]=2,2,3",
        "page[size]=5abc,1,5",
        "page[size]=1.9,1,1",
        "page[size]=4&page[size]=6,1,4",
        "page[size][]=4,1,4",
        "page[size][]=4&page[size][]=6,1,4",
        "page[size][][]=4,1,4",
        "page[size][]=,1,10",
        "page[number][]=2,2,10",
        "page[number]=1.9,1,10",
        "page[number]=1e2,1,10",
        "page[number]=,1,10",
        "page[number][a]=2,1,10",
        "page[toString]=2,1,10",
        "page[]=2,1,10",
        "page[size]=0,1,10",
        "page[size]=-3,1,10",
        "page[size]=x,1,10",
        "page[size]=,1,10",
        "page[size][a]=3,1,10",
        "page[size]=1001,1,1000",
        "page[size]=99999999999999999999,1,1000",
        "page[number]=0,1,10",
        "page[number]=-1,1,10",
        "page[number]=x,1,10",
        "page[number]=2,2,10",
        "page=5,1,10",
        "page[number]=99999999999999999999&page[size]=1000,1000000000,1000"
    })
    void pages_are_read_with_tolerance_and_within_bounds(String query, long page, int size)
            throws IOException {
        make(12);
        int pages = Math.ceilDiv(12, size);
        assertEquals(
                "{\"total\":12,\"page\":%d,\"perPage\":%d,\"totalPages\":%d}"
                        .formatted(page, size, pages),
                meta(query));
        long left = Math.clamp(12 - (page - 1) * size, 0, size);
        assertEquals(left, names(query).size());
    }

    @Test
    void no_flow_makes_no_page() throws IOException {
        assertEquals("{\"total\":0,\"page\":1,\"perPage\":10,\"totalPages\":0}", meta(""));
    }

    @Test
    void a_user_filter_narrows_and_never_widens() throws IOException {
        client.create(flow("mine"));
        client.as("u3").create(flow("theirs"));
        String shared =
                flow("shared")
                        .replace(
                                "{\"name\"",
                                "{\"owners\":[{\"id\":\"x\",\"type\":\"user\"}],\"name\"");
        client.create(shared);
        assertEquals(List.of("shared"), names("filter[user]=x"));
        assertEquals(List.of(), names("filter[user]=5e0000000000000000000013"));
        assertEquals(List.of(), names("filter[user]="));
        assertEquals(List.of(), names("filter[user]"));
        assertEquals(
                "{\"total\":0,\"page\":1,\"perPage\":10,\"totalPages\":0}",
                Json.text(
                        parse(client.as("admin").get("/flows?filter[user]=&filter[type]=ordinary"))
                                .path("meta")));
        assertEquals(List.of("mine", "shared"), names("filter[user]=5e0000000000000000000011"));
        assertEquals(
                List.of("theirs"),
                parse(client.as("admin").get("/flows?filter[user]=5e0000000000000000000013"))
                        .path("data")
                        .valueStream()
                        .map(flow -> flow.path("name").asString(""))
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({
        "filter[user][$ne]=x,filter[user]",
        "filter[user][]=x,filter[user]",
        "filter[user][$regex]=.*,filter[user]",
        "filter[status][$ne]=x,filter[status]",
        "filter[status]=,filter[status]",
        "filter[status]=weird,filter[status]",
        "filter[status]=1&filter[status]=0,filter[status]",
        "filter[fromTemplate]=bad,filter[fromTemplate]",
        "filter[fromTemplate][$gt]=,filter[fromTemplate]",
        "search[$regex]=.*,search",
        "search=a&search=b,search",
        "sort[]=name,sort",
        "sort=name&sort=createdAt,sort",
        "sort=cron,sort",
        "sort=-,sort",
        "sort=--name,sort",
        "sort=toString,sort",
        "sort=constructor,sort",
        "sort=-__proto__,sort",
        "sort=hasOwnProperty,sort",
        "filter[status]=toString,filter[status]",
        "filter[status][]=1,filter[status]",
        "filter[fromTemplate][]=5ca5c44c187c040010a9bb99,filter[fromTemplate]",
        "filter[fromTemplate]=,filter[fromTemplate]",
        "search[]=a,search"
    })
    void what_makes_no_sense_is_refused_at_once(String query, String name) throws IOException {
        RawClient.Answer answer = client.get("/flows?" + query);
        assertEquals(error(400, "Invalid " + name + " parameter"), text(answer));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "filter[type]=x",
                "filter[type]=toString",
                "filter[type]=constructor",
                "filter[type]=__proto__",
                "filter[type]=hasOwnProperty",
                "filter[type][]=toString",
                "filter[type]=",
                "filter[type][]=",
                "filter[type][]",
                "filter[type][]=x",
                "filter[type]=ordinary&filter[type]=ordinary",
                "filter[type][]=ordinary&filter[type][]=long_running",
                "filter[type]=ordinary,long_running",
                "filter[type][ordinary]=ordinary",
                "filter[type][a]=1"
            })
    void a_wrong_type_has_no_code(String query) throws IOException {
        RawClient.Answer answer = client.get("/flows?" + query);
        assertEquals(400, answer.status());
        assertEquals(
                "{\"errors\":[{\"message\":\"Invalid filter[type] parameter\"}]}", text(answer));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "filter=x",
                "filter[other]=x",
                "filter[]=x",
                "sort=",
                "search=",
                "search=%20",
                "x=1&x[y]=2",
                "__proto__[status]=x",
                "filter[__proto__][status]=x",
                "&&&=&[]=&[=&]=",
                "a[b][c][d][e][f][g][h]=1"
            })
    void what_says_nothing_is_passed_over(String query) throws IOException {
        make(2);
        assertEquals(List.of("f0", "f1"), names(query));
    }

    @Test
    void states_and_types_are_filtered() throws IOException {
        String id = client.create(flow("a"));
        client.create(flow("b").replace("{\"name\"", "{\"type\":\"ordinary\",\"name\""));
        client.json("POST", "/flows/" + id + "/start", "{}");
        assertEquals(List.of("a"), names("filter[status]=starting"));
        assertEquals(List.of("b"), names("filter[status]=0"));
        assertEquals(List.of("b"), names("filter[status]=inactive&filter[type]=ordinary"));
        assertEquals(List.of(), names("filter[status]=1"));
        assertEquals(List.of(), names("filter[status]=active"));
        assertEquals(List.of(), names("filter[status]=stopping"));
        assertEquals(List.of(), names("filter[type]=long_running"));
        for (String list : List.of("[]", "%5B%5D", "[0]", "[20]", "[][]", "[0][1]", "[][][]")) {
            assertEquals(List.of("b"), names("filter[type]" + list + "=ordinary"), list);
            assertEquals(List.of(), names("filter[type]" + list + "=long_running"), list);
        }
    }

    @Test
    void a_template_is_found_in_any_spelling_of_its_id() throws IOException {
        client.create(
                flow("b")
                        .replace(
                                "{\"name\"",
                                "{\"fromTemplate\":\"5ca5c44c187c040010a9bb99\",\"name\""));
        assertEquals(List.of("b"), names("filter[fromTemplate]=5CA5C44C187C040010A9BB99"));
        assertEquals(List.of(), names("filter[fromTemplate]=123456789012"));
    }

    @Test
    void whatever_is_before_the_dash_means_descending() throws IOException {
        for (String name : new String[] {"b", "a", "c"}) {
            client.create(flow(name));
        }
        assertEquals(List.of("a", "b", "c"), names("sort=name"));
        assertEquals(List.of("c", "b", "a"), names("sort=-name"));
        assertEquals(List.of("c", "b", "a"), names("sort=x-name"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".*", "a{2}", "{1}", "a{2}{3}", "(", "[", "\\", "$", "x%y_z", "'", "\"", "日本"
            })
    void a_search_is_plain_text_whatever_it_looks_like(String search) throws IOException {
        client.create(flow("other"));
        String json = Json.text(Json.object().put("n", "<" + search + ">").get("n"));
        client.create("{\"name\":" + json + "," + FlowsClient.GRAPH + "}");
        String query = "search=" + URLEncoder.encode(search, StandardCharsets.UTF_8);
        assertEquals(List.of("<" + search + ">"), names(query));
    }
}
