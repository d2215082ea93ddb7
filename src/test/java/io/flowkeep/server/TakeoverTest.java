package io.flowkeep.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.flowkeep.json.Json;
import io.flowkeep.json.JsonSyntaxException;
import io.flowkeep.testing.House;
import io.flowkeep.testing.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Data of the server that this one replaces, found at the start and taken over as it is. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class TakeoverTest {
    @TempDir private Path home;

    private House open() {
        return House.with(
                home,
                """
                driver:
                  type: localfs
                  options:
                    root: storage
                context:
                  type: db
                  options:
                    type: sqlite
                """);
    }

    @Test
    void every_project_s_context_is_listed_as_it_was_and_again_after_a_restart() throws Exception {
        Path database = Files.createDirectories(home.resolve("var")).resolve("context.db");
        Files.write(database, fixture("ff-context.db"));
        for (int starts = 0; starts < 3; starts++) {
            try (House house = open()) {
                Wire wire = house.wire();
                assertListed(wire);
            }
        }
    }

    private static void assertListed(Wire wire) throws Exception {
        JsonNode listings = recorded();
        assertFalse(listings.isEmpty());
        for (Map.Entry<String, JsonNode> project : listings.properties()) {
            String path = "/v1/context/" + project.getKey() + "/cache?limit=1000";
            Wire.Answer answer = wire.get("std~" + project.getKey(), path);
            assertEquals(200, answer.status());
            String listed = Json.text(Json.parseStored(answer.text()));
            assertEquals(Json.text(project.getValue()), listed);
        }
    }

    @Test
    void what_was_taken_over_can_be_changed_and_the_change_is_kept() throws Exception {
        Path database = Files.createDirectories(home.resolve("var")).resolve("context.db");
        Files.write(database, fixture("ff-context.db"));
        try (House house = open()) {
            Wire wire = house.wire();
            String set = "[{\"key\":\"x.foo\",\"value\":\"changed\"}]";
            assertEquals(200, wire.post("std~p1", "/v1/context/p1/global", set).status());
        }
        try (House house = open()) {
            Wire wire = house.wire();
            String x = wire.get("std~p1", "/v1/context/p1/global?key=x&key=y").text();
            assertEquals(
                    "[{\"key\":\"x\",\"value\":{\"foo\":\"changed\"}},{\"key\":\"y\",\"value\":{\"y\":100}}]",
                    x);
        }
    }

    @Test
    void files_put_on_the_disk_by_hand_are_read_listed_and_counted() throws Exception {
        Path project = home.resolve("storage/VmEyKjQ1aB/5d2e7c1a-0001-4b7a-9a53-2f6f0f6d1e01");
        byte[] bytes = "from the file-server".getBytes(StandardCharsets.UTF_8);
        Files.createDirectories(project.resolve("a/b"));
        Files.write(project.resolve("top.txt"), bytes);
        Files.write(project.resolve("a/b/größe #1.txt"), bytes);
        Files.write(project.resolve("a/large.bin"), new byte[100_000]);
        String ids = "/VmEyKjQ1aB/5d2e7c1a-0001-4b7a-9a53-2f6f0f6d1e01";
        String token = "std~5d2e7c1a-0001-4b7a-9a53-2f6f0f6d1e01";
        for (int starts = 0; starts < 2; starts++) {
            try (House house = open()) {
                Wire wire = house.wire();
                long used = 100_000 + 2L * bytes.length;
                assertEquals(
                        used, wire.get(token, "/v1/quota" + ids).json().path("used").longValue());
                String files = "/v1/files" + ids;
                assertArrayEquals(bytes, wire.get(token, files + "/top.txt").body());
                assertArrayEquals(
                        bytes, wire.get(token, files + "/a/b/gr%C3%B6%C3%9Fe%20%231.txt").body());
                assertEquals(100_000, wire.get(token, files + "/a/large.bin").body().length);
                JsonNode listing = wire.get(token, files + "/?recursive=true").json();
                assertEquals(3, countFiles(listing.path("entries")));
            }
        }
    }

    private static long countFiles(JsonNode entries) {
        return entries.valueStream()
                .filter(entry -> entry.path("type").asString("").equals("file"))
                .count();
    }

    private static JsonNode recorded() throws IOException, JsonSyntaxException {
        byte[] text = fixture("ff-context-listing.json");
        return Json.parseStored(new String(text, StandardCharsets.UTF_8));
    }

    private static byte[] fixture(String name) throws IOException {
        try (InputStream in = TakeoverTest.class.getResourceAsStream("/fixtures/" + name)) {
            return Objects.requireNonNull(in).readAllBytes();
        }
    }
}
