package io.flowkeep.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.flowkeep.storage.postgres.OwnPostgres;
import io.flowkeep.testing.House;
import io.flowkeep.testing.Wire;
import io.flowkeep.testing.Wire.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Half of a surrogate pair, which JavaScript's texts may hold, wherever a client sends it. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class HalfPairsTest {
    private static final String TOKEN = "std~p1";
    private static final String HALVES = "{\"a\\ud83d\":{\"\\ude00b\":[\"\\udbff\"]}}";

    @TempDir private Path home;

    private static void assertKept(Wire wire) throws Exception {
        String path = "/v1/context/p1/";
        String set = "[{\"key\":\"v\",\"value\":" + HALVES + "}]";
        assertEquals(200, wire.post(TOKEN, path + "global", set).status());
        assertEquals(set, wire.get(TOKEN, path + "global?key=v").text());
        assertEquals(200, wire.post(TOKEN, path + "cache/global", HALVES).status());
        assertEquals("[\"a\\ud83d\"]", wire.get(TOKEN, path + "global/keys").text());
        assertEquals(
                "{\"meta\":{},\"count\":1,\"data\":[{\"scope\":\"global\",\"values\":"
                        + HALVES
                        + "}]}",
                wire.get(TOKEN, path + "cache").text());
        String flow = FlowBodies.small("a").replaceFirst("\\{", "{\"x\":" + HALVES + ",");
        Answer made = wire.post("u1", "/flows", flow);
        assertEquals(201, made.status(), made.text());
        FlowClient user = new FlowClient(wire, "u1");
        String id = made.json().path("data").path("id").asString("");
        assertEquals(flow.contains("fn"), user.find(id).text().contains("fn"));
        assertEquals(200, user.rename(id, "b").status());
        assertEquals(200, user.start(id).status());
    }

    @Test
    void they_are_kept_in_sqlite() throws Exception {
        try (House house = House.withAll(home, "{type: db}", "{type: sqlite}")) {
            assertKept(house.wire());
        }
    }

    @Test
    @Tag("neighbours")
    void they_are_kept_in_postgresql() throws Exception {
        try (OwnPostgres database = OwnPostgres.orSkipped();
                House house =
                        House.withAll(
                                home,
                                "{type: db, url: \"" + database.url() + "\"}",
                                "{type: postgres, url: \"" + database.url() + "\"}")) {
            assertKept(house.wire());
        }
    }

    @Test
    void a_file_gets_the_replacement_character() throws Exception {
        try (House house = House.withAll(home, "{type: db}", "{type: memory}")) {
            Wire wire = house.wire();
            String file = "/v1/files/t1/p1/x";
            Answer written =
                    wire.send(
                            "POST",
                            TOKEN,
                            file,
                            BodyPublishers.ofString("\"a\\ud83d\""),
                            "content-type",
                            "application/json");
            assertEquals(200, written.status());
            assertEquals("61efbfbd", HexFormat.of().formatHex(wire.get(TOKEN, file).body()));
            assertEquals("4", wire.get(TOKEN, file).header("content-length"));
            assertEquals(4, wire.get(TOKEN, "/v1/quota/t1/p1").json().path("used").asInt(0));
        }
    }
}
