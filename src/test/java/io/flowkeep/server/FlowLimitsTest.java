package io.flowkeep.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.http.RawClient;
import io.flowkeep.json.Json;
import io.flowkeep.testing.Await;
import io.flowkeep.testing.House;
import io.flowkeep.testing.Wire;
import io.flowkeep.testing.Wire.Answer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Large, many, deep and hostile: each has its limit, and an answer that says so. */
@ParameterizedClass
@ValueSource(strings = {"sqlite", "mongodb", "memory"})
@Tag("slow")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class FlowLimitsTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int MOST_BYTES = 10 * 1024 * 1024;
    private static final String NODES =
            "{\"graph\":{\"nodes\":[{\"id\":\"n1\",\"componentId\":\"5ca5c44c187c040010a9bb8b\","
                    + "\"function\":\"f\",\"fields\":%s}]}}";
    private static final String ALPHABET = "[]%&=.+5bB0$-_aeilnprstuz:/?\\\"'<>{}|^`#~é;,*()@! ";

    @Parameter private String storage = "";
    @TempDir private Path home;
    private FlowStorage under;
    private House house;
    private Wire wire;
    private FlowClient user;

    @BeforeEach
    void start() {
        under = FlowStorage.start(storage);
        house = House.withFlows(home, under.yaml());
        wire = house.wire();
        user = new FlowClient(wire, "u1");
    }

    @AfterEach
    void stop() {
        house.close();
        under.close();
    }

    /** A flow whose JSON is so many bytes. */
    private static String large(int bytes) {
        int text = bytes - NODES.formatted("{\"text\":\"\"}").length();
        return NODES.formatted("{\"text\":\"" + "x".repeat(text) + "\"}");
    }

    private static String list(int count, String element) {
        return "[" + String.join(",", Collections.nCopies(count, element)) + "]";
    }

    private Answer post(String body) throws Exception {
        return wire.post("u1", "/flows", body);
    }

    @Test
    void a_flow_of_ten_mebibytes_lives_and_one_byte_more_is_too_much() throws Exception {
        String flow = user.create(large(MOST_BYTES));
        assertEquals(
                MOST_BYTES - NODES.formatted("{\"text\":\"\"}").length(),
                user.flow(flow)
                        .path("graph")
                        .path("nodes")
                        .path(0)
                        .path("fields")
                        .path("text")
                        .asString("")
                        .length());
        assertEquals(200, user.rename(flow, "large").status());
        assertEquals(200, user.start(flow).status());
        Await.within(SOON, () -> user.status(flow).equals("active"));
        assertEquals(200, user.stop(flow).status());
        Await.within(SOON, () -> user.status(flow).equals("inactive"));
        assertEquals(200, user.delete(flow).status());
        Answer refused = post(large(MOST_BYTES + 1));
        assertEquals(413, refused.status());
        assertEquals(
                "{\"errors\":[{\"message\":\"request entity too large\",\"code\":413}]}",
                refused.text());
        assertEquals(413, user.patch(flow, large(MOST_BYTES + 1)).status());
    }

    @Test
    void a_thousand_in_one_request_are_made_and_no_more() throws Exception {
        Answer made = post(list(1000, FlowBodies.small("a")));
        assertEquals(201, made.status());
        assertEquals(1000, made.json().path("data").size());
        Answer refused = post(list(1001, FlowBodies.small("a")));
        assertEquals(400, refused.status());
        assertEquals(
                "{\"errors\":[{\"message\":\"At most 1000 flows in one request\",\"code\":400}]}",
                refused.text());
        assertEquals(400, user.patch("bulk", list(1001, "{}")).status());
        String ids = list(1001, "\"5ca5c44c187c040010a9bb8b\"");
        assertEquals(400, wire.post("u1", "/flows/multiple/start", ids).status());
        assertEquals(400, wire.post("u1", "/flows/multiple/stop", ids).status());
        assertEquals(1000, total());
        assertPages();
    }

    private int total() throws Exception {
        return user.list("").json().path("meta").path("total").asInt(-1);
    }

    private void assertPages() throws Exception {
        assertEquals(201, post(list(5, FlowBodies.small("b"))).status());
        JsonNode most = user.list("?page%5Bsize%5D=5000").json();
        assertEquals(1000, most.path("data").size());
        assertEquals(1000, most.path("meta").path("perPage").asInt(0));
        assertEquals(2, most.path("meta").path("totalPages").asInt(0));
        JsonNode last = user.list("?page%5Bsize%5D=5000&page%5Bnumber%5D=2").json();
        assertEquals(5, last.path("data").size());
        for (String size : List.of("0", "-1", "x", "", "NaN", "%00", "-9e999", "null")) {
            JsonNode page = user.list("?page%5Bsize%5D=" + size).json();
            assertEquals(10, page.path("data").size(), size);
            assertEquals(10, page.path("meta").path("perPage").asInt(0), size);
        }
        for (String number : List.of("999999999999999999999", "1e300", "Infinity")) {
            assertEquals(200, user.list("?page%5Bnumber%5D=" + number).status(), number);
        }
    }

    @Test
    void what_is_nested_deeply_is_refused_and_what_passes_lives() throws Exception {
        for (int levels : new int[] {86, 200, 495, 600, 100_000}) {
            for (String[] pair : new String[][] {{"[", "]"}, {"{\"a\":", "}"}}) {
                String inner = pair[0].equals("[") ? "" : "1";
                String fields =
                        "{\"a\":" + pair[0].repeat(levels) + inner + pair[1].repeat(levels) + "}";
                String body = NODES.formatted(fields);
                Answer answer = post(body);
                assertEquals(400, answer.status(), levels + pair[0] + answer.text());
                assertTrue(answer.text().length() < 2000, answer.text());
            }
        }
        String deepest = "{\"a\":" + "[".repeat(85) + "]".repeat(85) + "}";
        String flow = user.create(NODES.formatted(deepest));
        assertEquals(
                deepest,
                Json.text(user.flow(flow).path("graph").path("nodes").path(0).path("fields")));
        assertEquals(200, user.start(flow).status());
        Await.within(SOON, () -> user.status(flow).equals("active"));
        assertEquals(200, user.forceStop(flow).status());
    }

    @Test
    void names_with_nul_characters_are_refused() throws Exception {
        Answer refused = post(NODES.formatted("{\"a\\u0000b\":1}"));
        assertEquals(400, refused.status());
        assertTrue(refused.text().contains("graph.nodes.0.fields.a"), refused.text());
        String flow = user.create(NODES.formatted("{\"a\":\"b\\u0000c\",\"$d.e\":1,\"\":2}"));
        assertEquals(
                "{\"a\":\"b\\u0000c\",\"$d.e\":1,\"\":2}",
                Json.text(user.flow(flow).path("graph").path("nodes").path(0).path("fields")));
        Answer element =
                user.patch(
                        "bulk",
                        "[{\"id\":\"%s\",\"flowSettings\":{\"\\u0000\":1}},{\"id\":\"%s\",\"name\":\"b\"}]"
                                .formatted(flow, flow));
        assertEquals(200, element.status());
        assertEquals("b", user.flow(flow).path("name").asString(""));
    }

    @Test
    void no_query_makes_the_server_fail() throws Exception {
        List<String> queries = new ArrayList<>(hostile());
        Random random = new Random(11);
        for (int i = 0; i < 300; i++) {
            StringBuilder query = new StringBuilder();
            int length = random.nextInt(60);
            for (int j = 0; j < length; j++) {
                query.append(ALPHABET.charAt(random.nextInt(ALPHABET.length() - 1)));
            }
            queries.add(query.toString());
            queries.add("search=" + query);
            queries.add("filter[user]=" + query + "&sort=" + query);
        }
        for (String query : queries) {
            try (RawClient client = new RawClient(house.port())) {
                int status =
                        client.send(
                                        "GET /flows?"
                                                + query
                                                + " HTTP/1.1\r\nHost: x\r\nAuthorization:"
                                                + " Bearer u1\r\n\r\n")
                                .read()
                                .status();
                assertTrue(status == 200 || (status >= 400 && status < 500), status + " " + query);
            }
        }
        assertEquals(200, user.list("").status());
    }

    private static List<String> hostile() {
        return List.of(
                "search=%00",
                "search=%",
                "search=%ff%fe",
                "search=%ed%a0%80",
                "search=" + "(a%2B)%2B".repeat(200) + "%24",
                "search=.*&search=b",
                "search[$regex]=.*",
                "search[]=a",
                "search=%5C",
                "search=%5B",
                "search=" + "x".repeat(6000),
                "filter[user][$ne]=1",
                "filter[$where]=sleep(1)",
                "filter[user]=%00",
                "filter[status]=__proto__",
                "filter[type]=constructor",
                "filter[fromTemplate][$gt]=",
                "filter[__proto__][a]=b",
                "filter" + "[a]".repeat(500) + "=b",
                "sort=-__proto__",
                "sort[$gt]=",
                "sort=-$where",
                "page[size]=1e308&page[number]=1e308",
                "page[number]=-1",
                "page=1",
                "page[size][a]=1",
                "page[size]=10&page[size]=20",
                "&".repeat(2000),
                "=&=&===",
                "[]=1&[=2&]=3");
    }

    @Test
    void a_list_of_all_sorts_is_gone_through_to_its_end() throws Exception {
        String good = FlowBodies.small("good");
        String flow = user.create(good);
        Answer made =
                post("[" + good + ",null,5,\"x\",[],{},{\"graph\":5}," + good + ",[[]],true]");
        assertEquals(201, made.status());
        JsonNode data = made.json().path("data");
        assertEquals(10, data.size(), made.text());
        for (int i = 0; i < 10; i++) {
            boolean isGood = i == 0 || i == 7;
            assertEquals(isGood, data.path(i).has("id"), made.text());
            assertEquals(!isGood, data.path(i).has("errors"), made.text());
        }
        assertEquals(3, total());
        String rename = "{\"id\":\"" + flow + "\",\"name\":\"%s\"}";
        Answer changed =
                user.patch(
                        "bulk",
                        "[null,{},{\"id\":null},{\"id\":\"x\"},{\"id\":{\"$ne\":1}},5,"
                                + rename.formatted("first")
                                + ",{\"id\":\"000000000000000000000000\"},[],"
                                + rename.formatted("last")
                                + "]");
        assertEquals(200, changed.status(), changed.text());
        assertEquals(10, changed.json().path("data").size(), changed.text());
        assertEquals("last", user.flow(flow).path("name").asString(""));
        Answer started =
                wire.post(
                        "u1",
                        "/flows/multiple/start",
                        "[null,5,{},\"x\",\"000000000000000000000000\",[\""
                                + flow
                                + "\"],\""
                                + flow
                                + "\"]");
        assertEquals(200, started.status(), started.text());
        assertEquals(7, started.json().size(), started.text());
        Await.within(SOON, () -> user.status(flow).equals("active"));
        String bytes = new String(started.body(), StandardCharsets.UTF_8);
        assertEquals(1, bytes.split("\"starting\"", -1).length - 1, bytes);
    }
}
