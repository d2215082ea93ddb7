package io.flowkeep.context.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.flowkeep.auth.http.ProjectGate;
import io.flowkeep.context.ContextQuota;
import io.flowkeep.context.ContextValues;
import io.flowkeep.http.Reply;
import io.flowkeep.storage.memory.MemoryContextStore;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the recorded cases do not show. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class ContextRoutesTest {
    private static final String ROOT = "/v1/context/p1/";
    private final RoutedContext routes =
            new RoutedContext(
                    new ContextRoutes(
                            new ContextValues(new MemoryContextStore()),
                            new ProjectGate(new FakeAuthority()),
                            new ContextRoutes.Limits(ContextQuota.NONE, 2000)));

    private String get(String rest) {
        return text(routes.answer("GET", ROOT + rest, headers("text/plain"), List.of()));
    }

    private String post(String rest, String json) {
        return text(routes.post(ROOT + rest, json));
    }

    private static Map<String, String> headers(String type) {
        return Map.of("authorization", "Bearer std~p1", "content-type", type);
    }

    private static String text(Reply reply) {
        String body =
                reply.content() instanceof Reply.Content.Bytes(var bytes)
                        ? new String(bytes, StandardCharsets.UTF_8)
                        : "";
        return reply.status() + " " + body;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hasOwnProperty",
                "__proto__",
                "toString",
                "length",
                "constructor",
                "valueOf"
            })
    void names_of_javascript_are_names(String name) {
        assertEquals("200 [{\"key\":\"" + name + "\"}]", getAfterSet(name));
        assertEquals("200 {}", post("s", "[{\"key\":\"" + name + "\",\"value\":{\"x\":1}}]"));
        assertEquals("200 {}", post("s", "[{\"key\":\"" + name + ".y\",\"value\":2}]"));
        assertEquals(
                "200 [{\"key\":\"" + name + "\",\"value\":{\"x\":1,\"y\":2}}]",
                get("s?key=" + name));
        assertEquals("200 [\"k\",\"" + name + "\"]", get("s/keys"));
    }

    private String getAfterSet(String name) {
        assertEquals("200 {}", post("s", "[{\"key\":\"k\",\"value\":1}]"));
        return get("s?key=" + name);
    }

    @Test
    void an_index_may_be_a_bounded_gap_past_the_end() {
        assertEquals("200 {}", post("s", "[{\"key\":\"a[10000]\",\"value\":1}]"));
        assertEquals(
                "400 {\"error\":\"Invalid property expression: array index 20002 is more than 10000"
                        + " past the end\",\"code\":\"INVALID_EXPR\"}",
                post("s", "[{\"key\":\"a[20002]\",\"value\":1}]"));
        assertEquals(
                "400 {\"error\":\"Invalid property expression: array index 4294967296 is more than"
                        + " 10000 past the end\",\"code\":\"INVALID_EXPR\"}",
                post("s", "[{\"key\":\"b[4294967296].x\",\"value\":1}]"));
        assertEquals("200 {}", post("s", "[{\"key\":\"o\",\"value\":{}}]"));
        assertEquals("200 {}", post("s", "[{\"key\":\"o[200000]\",\"value\":1}]"));
        assertEquals("200 [{\"key\":\"o\",\"value\":{\"200000\":1}}]", get("s?key=o"));
    }

    @Test
    void clean_wants_a_list_and_touches_nothing_else() {
        String refused =
                "400 {\"statusCode\":400,\"code\":\"FST_ERR_VALIDATION\","
                        + "\"error\":\"Bad Request\",\"message\":\"body must be array\"}";
        assertEquals("200 {}", post("f1", "[{\"key\":\"k\",\"value\":1}]"));
        assertEquals("200 {}", post("n1:f1", "[{\"key\":\"k\",\"value\":1}]"));
        assertEquals("200 {}", post("global", "[{\"key\":\"k\",\"value\":1}]"));
        for (String body : List.of("{}", "5", "null", "\"f1\"")) {
            assertEquals(refused, post("clean", body));
        }
        Map<String, String> bare = Map.of("authorization", "Bearer std~p1");
        assertEquals(refused, text(routes.answer("POST", ROOT + "clean", bare, List.of())));
        assertEquals("200 [\"k\"]", get("f1/keys"));
        assertEquals("200 ", post("clean", "[\"f1\"]"));
        assertEquals("200 [\"k\"]", get("f1/keys"));
        assertEquals("200 []", get("n1:f1/keys"));
        assertEquals("200 ", post("clean", "[]"));
        assertEquals("200 []", get("f1/keys"));
        assertEquals("200 [\"k\"]", get("global/keys"));
    }

    @Test
    void a_cache_write_replaces_and_takes_names_for_expressions() {
        assertEquals("200 {}", post("s", "[{\"key\":\"old\",\"value\":1}]"));
        assertEquals("200 {}", post("cache/s", "{\"b\":1,\"dotted.key\":2,\"7\":3}"));
        assertEquals(
                "200 {\"meta\":{},\"count\":1,\"data\":[{\"scope\":\"s\",\"values\":{\"7\":3,"
                        + "\"b\":1,\"dotted\":{\"key\":2}}}]}",
                get("cache"));
        assertEquals(
                "400 {\"error\":\"Invalid property expression: unexpected ' ' at position 3\","
                        + "\"code\":\"INVALID_EXPR\"}",
                post("cache/s", "{\"fine\":1,\"bad key\":2}"));
        assertEquals("200 [\"7\",\"b\",\"dotted\"]", get("s/keys"));
        assertEquals("200 {}", post("cache/s", "{}"));
        assertEquals("200 {\"meta\":{},\"count\":0,\"data\":[]}", get("cache"));
        assertEquals(
                "400 {\"statusCode\":400,\"code\":\"FST_ERR_VALIDATION\","
                        + "\"error\":\"Bad Request\",\"message\":\"body must be object\"}",
                post("cache/s", "[]"));
    }

    @Test
    void listings_have_pages() {
        for (int i = 1; i <= 3; i++) {
            assertEquals("200 {}", post("f" + i, "[{\"key\":\"k\",\"value\":" + i + "}]"));
        }
        String one = "{\"scope\":\"f1\",\"values\":{\"k\":1}}";
        String two = "{\"scope\":\"f2\",\"values\":{\"k\":2}}";
        String three = "{\"scope\":\"f3\",\"values\":{\"k\":3}}";
        assertEquals(page("{\"next_cursor\":2}", one + "," + two), get("cache?limit=2"));
        assertEquals(page("{}", three), get("cache?limit=2&cursor=2"));
        assertEquals(page("{\"next_cursor\":3}", three), get("cache?limit=1&cursor=2"));
        assertEquals(page("{}", ""), get("cache?limit=1&cursor=3"));
        assertEquals(page("{}", ""), get("cache?cursor=nonsense"));
        String all = page("{}", one + "," + two + "," + three);
        for (String query : List.of("", "?limit=0", "?limit=x", "?limit=-1", "?query=1&query=2")) {
            assertEquals(all, get("cache" + query));
        }
    }

    private static String page(String meta, String data) {
        return "200 {\"meta\":" + meta + ",\"count\":3,\"data\":[" + data + "]}";
    }

    @Test
    void values_that_could_not_be_read_back_are_refused() {
        String deep = "[".repeat(400) + "]".repeat(400);
        assertEquals("200 {}", post("s", "[{\"key\":\"a[0]\",\"value\":" + deep + "}]"));
        assertEquals(
                "400 {\"error\":\"Invalid property expression: nested deeper than 500\","
                        + "\"code\":\"INVALID_EXPR\"}",
                post(
                        "s",
                        "[{\"key\":\"a[0]"
                                + "[0]".repeat(20)
                                + "\",\"value\":"
                                + "[".repeat(480)
                                + "]".repeat(480)
                                + "}]"));
    }

    @Test
    void a_body_that_is_too_large_is_refused() {
        assertEquals(
                "413 {\"statusCode\":413,\"code\":\"FST_ERR_CTP_BODY_TOO_LARGE\",\"error\":"
                        + "\"Payload Too Large\",\"message\":\"Request body is too large\"}",
                post("s", "[{\"key\":\"" + "a".repeat(2000) + "\",\"value\":1}]"));
    }
}
