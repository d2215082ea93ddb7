package io.flowkeep.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.testing.House;
import io.flowkeep.testing.Wire;
import io.flowkeep.testing.Wire.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines of docs/deviations.md that no recorded case asserts, and what stays as it was. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class SmallDifferencesTest {
    private static final String TOKEN = "std~p1";
    private static final String FILES = "/v1/files/t1/p1/";
    private static final String[] FILE_NODE = {"content-type", "application/octet-stream"};
    private static final String INVALID_PATH =
            "{\"statusCode\":400,\"code\":\"ENOTDIR\",\"error\":\"Bad"
                    + " Request\",\"message\":\"Invalid Path\"}";
    private static final String FOLDER_READ =
            "{\"statusCode\":500,\"code\":\"EISDIR\",\"error\":\"Internal Server Error\","
                    + "\"message\":\"EISDIR: illegal operation on a directory, read\"}";

    @TempDir private Path home;

    private House onFolder() {
        return House.withFilesAndContext(home);
    }

    private House inMemory() {
        return House.withContext(home);
    }

    @Test
    void a_file_node_that_reads_a_folder_gets_the_error_it_knows() throws Exception {
        try (House house = onFolder()) {
            Wire wire = house.wire();
            assertEquals(200, wire.put(TOKEN, FILES + "dir/file", new byte[3]).status());
            for (String folder : List.of("", "dir", "dir/", "/", "dir%2F")) {
                Answer answer = wire.get(TOKEN, FILES + folder, FILE_NODE);
                boolean named = !folder.equals("/"); // which is no path at all
                assertEquals(named ? FOLDER_READ : INVALID_PATH, answer.text(), folder);
                assertEquals(named ? 500 : 400, answer.status());
            }
            Answer typed =
                    wire.get(
                            TOKEN,
                            FILES + "dir/",
                            "content-type",
                            "Application/Octet-Stream; charset=binary");
            assertEquals(500, typed.status());
            Answer missing = wire.get(TOKEN, FILES + "none/", FILE_NODE);
            assertEquals(404, missing.status());
            assertTrue(missing.text().contains("ENOENT: no such file or directory, open 'none/'"));
            assertEquals(400, wire.get(TOKEN, FILES + "dir/file/", FILE_NODE).status());
            assertEquals(3, wire.get(TOKEN, FILES + "dir/file", FILE_NODE).body().length);
        }
    }

    @Test
    void everybody_else_gets_a_listing() throws Exception {
        try (House house = onFolder()) {
            Wire wire = house.wire();
            assertEquals(200, wire.put(TOKEN, FILES + "dir/file", new byte[3]).status());
            for (String folder : List.of("", "dir/")) {
                assertEquals(200, wire.get(TOKEN, FILES + folder).status());
                Answer typed = wire.get(TOKEN, FILES + folder, "content-type", "application/json");
                assertEquals(200, typed.status());
                assertTrue(typed.text().contains("\"entries\""), typed.text());
            }
            assertEquals(400, wire.get(TOKEN, FILES + "dir").status());
        }
    }

    @Test
    void in_memory_there_are_no_folders_to_read() throws Exception {
        try (House house = inMemory()) {
            Wire wire = house.wire();
            assertEquals(200, wire.put(TOKEN, FILES + "dir/file", new byte[3]).status());
            for (String folder : List.of("", "dir", "dir/", "none/")) {
                Answer answer = wire.get(TOKEN, FILES + folder, FILE_NODE);
                assertEquals(404, answer.status());
                assertEquals("", answer.text());
            }
            assertTrue(wire.get(TOKEN, FILES + "dir/").text().contains("\"file\""));
        }
    }

    @Test
    void names_in_memory_mean_what_they_mean_on_a_folder() throws Exception {
        try (House house = inMemory()) {
            Wire wire = house.wire();
            for (String mode : List.of("ensureDir", "append", "")) {
                Answer answer =
                        wire.send(
                                "POST",
                                TOKEN,
                                FILES + "%2Fx",
                                BodyPublishers.ofByteArray(new byte[1]),
                                "content-type",
                                "application/octet-stream",
                                "FF_MODE",
                                mode);
                assertEquals(INVALID_PATH, answer.text());
            }
            Answer folder = wire.put(TOKEN, FILES + "dir/", new byte[1]);
            assertEquals(400, folder.status());
            assertTrue(folder.text().contains("\"EISDIR\""), folder.text());
        }
    }

    @Test
    void health_with_a_query_asks_for_a_header_and_with_another_method_for_the_right_one()
            throws Exception {
        try (House house = onFolder()) {
            Wire wire = house.wire();
            assertEquals(401, wire.get("", "/health?x=1").status());
            assertEquals(200, wire.get("any~thing", "/health?x=1").status());
            assertEquals(List.of(), house.platform().calls());
            for (String token : List.of("", TOKEN)) {
                Answer post = wire.send("POST", token, "/health", BodyPublishers.noBody());
                assertEquals(405, post.status());
                assertEquals("GET, HEAD", post.header("allow"));
            }
        }
    }

    @Test
    void metrics_that_are_off_are_no_route() throws Exception {
        try (House house = onFolder()) {
            for (String token : List.of("", TOKEN)) {
                Answer off = house.wire().get(token, "/metrics");
                assertEquals(404, off.status());
                assertEquals(
                        "{\"message\":\"Route GET:/metrics not found\",\"error\":\"Not Found\","
                                + "\"statusCode\":404}",
                        off.text());
            }
        }
    }

    @Test
    void metrics_that_are_on_answer_HEAD_and_GET() throws Exception {
        String on = "telemetry: {backend: {prometheus: {enabled: true}}}";
        try (House house = House.withContext(home, on)) {
            Wire wire = house.wire();
            assertEquals(200, wire.get("", "/metrics").status());
            Answer head = wire.send("HEAD", "", "/metrics", BodyPublishers.noBody());
            assertEquals(200, head.status());
            assertEquals(0, head.body().length);
            assertEquals(405, wire.send("POST", "", "/metrics", BodyPublishers.noBody()).status());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 501, 8000})
    void a_scope_may_be_long(int length) throws Exception {
        try (House house = onFolder()) {
            Wire wire = house.wire();
            String path = "/v1/context/p1/" + "s".repeat(length);
            assertEquals(200, wire.post(TOKEN, path, "[{\"key\":\"a\",\"value\":1}]").status());
            assertEquals("[{\"key\":\"a\",\"value\":1}]", wire.get(TOKEN, path + "?key=a").text());
            assertEquals("[\"a\"]", wire.get(TOKEN, path + "/keys").text());
        }
    }

    @Test
    void of_a_cursor_that_comes_twice_the_first_counts() throws Exception {
        try (House house = onFolder()) {
            Wire wire = house.wire();
            for (String scope : List.of("a", "b", "c")) {
                String set = "[{\"key\":\"k\",\"value\":1}]";
                assertEquals(200, wire.post(TOKEN, "/v1/context/p1/" + scope, set).status());
            }
            String cache = "/v1/context/p1/cache?";
            for (String query :
                    List.of("cursor=%s&cursor=0", "limit=1&limit=9", "query=a&query=b")) {
                String first = query.substring(0, query.indexOf('&'));
                String next =
                        wire.get(TOKEN, cache + "limit=1")
                                .json()
                                .at("/meta/next_cursor")
                                .toString();
                assertEquals(
                        wire.get(TOKEN, cache + first.formatted(next)).text(),
                        wire.get(TOKEN, cache + query.formatted(next)).text());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "p1%3Fx",
        "p1%23x",
        "p1%5Cx",
        "p1%3F%2F..%2Fp2",
        "%2E%2E",
        "p1%2Fx",
        "p1%00",
        "p1%25"
    })
    void ids_hold_nothing_that_could_mean_something_in_a_URL(String id) throws Exception {
        try (House house = onFolder()) {
            Wire wire = house.wire();
            for (String path :
                    List.of(
                            "/v1/files/t1/" + id + "/x",
                            "/v1/files/" + id + "/p1/x",
                            "/v1/quota/t1/" + id,
                            "/v1/quota/" + id + "/p1",
                            "/v1/context/" + id + "/global?key=a",
                            "/v1/context/" + id + "/cache")) {
                Answer answer = wire.get(TOKEN, path);
                assertEquals(400, answer.status(), path);
                assertEquals(INVALID_PATH, answer.text(), path);
            }
            assertTrue(
                    house.platform().calls().stream()
                            .allMatch(call -> call.rawPath().endsWith("/p1")),
                    "only the sound project is asked for");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a%3Fb", "a%23b", "a%5Cb", "%2E%2E"})
    void in_a_scope_they_mean_nothing(String scope) throws Exception {
        try (House house = onFolder()) {
            Wire wire = house.wire();
            String path = "/v1/context/p1/" + scope;
            assertEquals(200, wire.post(TOKEN, path, "[{\"key\":\"k\",\"value\":1}]").status());
            assertEquals("[\"k\"]", wire.get(TOKEN, path + "/keys").text());
            assertEquals(1, wire.get(TOKEN, "/v1/context/p1/cache").json().path("count").asInt(0));
        }
    }

    @Test
    void a_quota_tells_nothing_of_the_host() throws Exception {
        Path team = Files.createDirectories(home.resolve("root/t1"));
        Files.writeString(team.resolve("p1"), "a file in the place of a project");
        try (House house = onFolder()) {
            Answer answer = house.wire().get(TOKEN, "/v1/quota/t1/p1");
            assertEquals(200, answer.status(), answer.text());
            assertEquals(0, answer.json().path("used").asInt(-1));
        }
    }
}
