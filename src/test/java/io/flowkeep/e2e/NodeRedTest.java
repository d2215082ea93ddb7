package io.flowkeep.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.e2e.NodeRedClient.Answer;
import io.flowkeep.json.Json;
import io.flowkeep.json.JsonSyntaxException;
import io.flowkeep.testing.Await;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * Each real Node-RED with FlowFuse's own plug-ins keeps its files and context in Flowkeep. The
 * store {@code persistent} is the plug-in as FlowFuse configures it (it holds everything and writes
 * whole scopes now and then); {@code direct} is its other mode, in which each call is a request.
 */
@Tag("slow")
@Tag("neighbours")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@ParameterizedClass
@EnumSource
@SuppressWarnings("NullAway.Init") // set before the tests of each version
final class NodeRedTest {
    @TempDir private static Path folder;
    private static HttpClient client;
    private static Neighbourhood neighbours;
    private static NodeRedClient nodeRed;

    @Parameter NodeRedVersion version = NodeRedVersion.FOUR;

    @BeforeParameterizedClassInvocation
    static void start(NodeRedVersion version) throws Exception {
        client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        neighbours =
                Neighbourhood.start(
                        client, version, Files.createDirectories(folder.resolve(version.folder())));
        nodeRed = new NodeRedClient(client, neighbours);
    }

    @AfterParameterizedClassInvocation
    static void stop() throws Exception {
        if (neighbours != null) {
            neighbours.close();
        }
        client.close();
    }

    @Test
    void node_red_is_the_one_that_is_meant() throws Exception {
        JsonNode settings = Json.parse(nodeRed.get("/settings").text());
        String running = "node-red-" + settings.path("version").asString("");
        assertTrue(running.startsWith(version.folder() + "."), running);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain.txt", "a/b/c.txt", "/rooted.txt", "with blank & größe.txt"})
    void a_written_file_is_read_back(String name) throws Exception {
        assertOk(nodeRed.file("write", name, "Grüße\nfrom a flow"));
        assertEquals("Grüße\nfrom a flow", nodeRed.read("read", name).text());
    }

    @Test
    void bytes_come_back_as_they_were() throws Exception {
        byte[] bytes = new byte[90_000];
        new Random(1).nextBytes(bytes);
        assertOk(nodeRed.file("write", "bytes.bin", bytes));
        assertArrayEquals(bytes, nodeRed.read("bytes", "bytes.bin").body());
        assertOk(nodeRed.file("delete", "bytes.bin", "now"));
    }

    @Test
    void an_empty_file_is_a_file() throws Exception {
        assertOk(nodeRed.file("append", "empty.txt", new byte[0]));
        Answer read = nodeRed.read("bytes", "empty.txt");
        assertEquals(200, read.status(), read.text());
        assertEquals(0, read.body().length);
    }

    @Test
    void appended_lines_come_back_in_order() throws Exception {
        for (String line : new String[] {"one\n", "two\n", "three"}) {
            assertOk(nodeRed.file("append", "log/lines.txt", line));
        }
        assertEquals("[\"one\",\"two\",\"three\"]", nodeRed.read("lines", "log/lines.txt").text());
    }

    @Test
    void writing_again_replaces_the_whole_file() throws Exception {
        assertOk(nodeRed.file("write", "twice.txt", "a long first text"));
        assertOk(nodeRed.file("write", "twice.txt", "short"));
        assertEquals("short", nodeRed.read("read", "twice.txt").text());
    }

    @Test
    void a_file_lies_where_the_original_kept_it() throws Exception {
        assertOk(nodeRed.file("write", "on/disk.txt", "the same bytes"));
        Path onDisk = neighbours.projectFiles().resolve("on/disk.txt");
        assertEquals("the same bytes", Files.readString(onDisk));
    }

    @Test
    void a_deleted_file_is_gone() throws Exception {
        assertOk(nodeRed.file("write", "short-lived.txt", "x"));
        assertOk(nodeRed.file("delete", "short-lived.txt", "now"));
        assertFailure(nodeRed.read("read", "short-lived.txt"), "Not Found", "ENOENT");
    }

    @Test
    void reading_a_missing_file_says_so() throws Exception {
        assertFailure(nodeRed.read("read", "never/was.txt"), "Not Found", "ENOENT");
    }

    @Test
    void deleting_a_missing_file_fails_as_it_always_did() throws Exception {
        Answer answer = nodeRed.file("delete", "never-was.txt", "now");
        assertFailure(answer, "failed to delete file: Error: Bad Request", "");
    }

    @Test
    void a_file_over_the_quota_is_refused_and_the_old_one_kept() throws Exception {
        assertOk(nodeRed.file("write", "full.txt", "before"));
        Answer answer = nodeRed.file("write", "full.txt", "x".repeat(Neighbourhood.QUOTA_BYTES));
        assertFailure(answer, "Quota exceeded. The current limit is 100000 bytes.", "");
        assertEquals("before", nodeRed.read("read", "full.txt").text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"..%2Fother%2Fx.txt", "..%2F..%2Fteam2%2Fp%2Fx.txt"})
    void a_file_name_never_leaves_the_project(String name) throws Exception {
        Path outside = neighbours.projectFiles().resolveSibling("other/x.txt");
        Files.createDirectories(outside.getParent());
        Files.writeString(outside, "another project's");
        assertEquals(500, nodeRed.read("read", name).status());
        assertEquals(500, nodeRed.file("write", name, "taken").status());
        assertEquals(500, nodeRed.file("delete", name, "now").status());
        assertEquals("another project's", Files.readString(outside));
    }

    @ParameterizedTest
    @CsvSource({
        "direct,global", "direct,flow", "direct,node",
        "persistent,global", "persistent,flow", "persistent,node"
    })
    void a_context_value_comes_back_in_each_scope(String store, String scope) throws Exception {
        String value =
                """
                {"text":"grün","list":[1,2.5,null,true,{"deep":[]}],"none":null}\
                """;
        assertOk(nodeRed.set(store, scope, "thing", value));
        assertEquals(only(value), nodeRed.get(store, scope, "thing").text());
        assertOk(nodeRed.set(store, scope, "thing.list[4].deep[0]", "\"in\""));
        assertEquals("[\"in\"]", nodeRed.get(store, scope, "thing.list[4][\"deep\"][0]").text());
        assertEquals("[null]", nodeRed.get(store, scope, "thing.missing").text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "persistent"})
    void a_value_set_to_undefined_is_gone(String store) throws Exception {
        assertOk(nodeRed.set(store, "flow", "going", "1"));
        assertTrue(nodeRed.keys(store, "flow").text().contains("\"going\""));
        assertOk(nodeRed.unset(store, "flow", "going"));
        assertEquals("[null]", nodeRed.get(store, "flow", "going").text());
        assertFalse(nodeRed.keys(store, "flow").text().contains("\"going\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "persistent"})
    void several_keys_are_set_in_one_call(String store) throws Exception {
        ArrayNode keys = Json.array().add("first").add("second").add("third");
        assertOk(nodeRed.setEach(store, "node", keys));
        assertEquals("[\"second\"]", nodeRed.get(store, "node", "second").text());
        JsonNode held = Json.parse(nodeRed.keys(store, "node").text());
        for (JsonNode key : keys) {
            assertTrue(held.toString().contains(key.toString()), held.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "persistent"})
    void change_nodes_set_and_read_context(String store) throws Exception {
        assertOk(nodeRed.post("/change/" + store, "{\"by\":\"a change node\"}"));
        assertEquals("{\"by\":\"a change node\"}", nodeRed.get("/change/" + store).text());
    }

    @Test
    void values_held_by_the_plug_in_reach_the_server_by_scope() throws Exception {
        assertOk(nodeRed.set("persistent", "global", "flushed", "\"to the server\""));
        assertOk(nodeRed.set("persistent", "node", "flushed", "\"of a node\""));
        awaitHeld("\"flushed\":\"to the server\"");
        awaitHeld("\"flushed\":\"of a node\"");
    }

    @Test
    void context_over_the_quota_is_refused_in_the_users_words() throws Exception {
        String big = Json.text(Json.array().add("x".repeat(Neighbourhood.QUOTA_BYTES)));
        Answer answer = nodeRed.set("direct", "flow", "big", big);
        assertFailure(
                answer, "Quota exceeded. The current limit is 100000 bytes.", "quota_exceeded");
        assertEquals("[null]", nodeRed.get("direct", "flow", "big").text());
    }

    @Test
    void taking_a_node_out_of_the_flows_clears_its_context_only() throws Exception {
        assertOk(nodeRed.set("direct", "node", "stays", "1"));
        assertOk(nodeRed.setInRemovedNode("direct", "node", "goes", "1"));
        assertOk(nodeRed.setInRemovedNode("direct", "flow", "goes", "1"));
        assertOk(nodeRed.setInRemovedNode("direct", "global", "of-all", "1"));
        String before = nodeRed.get("/flows").text();
        ArrayNode fewer = Json.array();
        for (JsonNode node : Json.parse(before)) {
            boolean removed = node.path("id").asString("").equals("4e30fed000000003");
            boolean inRemoved = node.path("z").asString("").equals("4e30fed000000003");
            if (!removed && !inRemoved) {
                fewer.add(node);
            }
        }
        nodeRed.deploy(Json.text(fewer));
        try {
            Await.until(
                    "the context of what was removed goes",
                    () -> !nodeRed.heldContext(Neighbourhood.DIRECT_PROJECT).contains("goes"));
            String held = nodeRed.heldContext(Neighbourhood.DIRECT_PROJECT);
            assertTrue(held.contains("\"stays\":1"), held);
            assertTrue(held.contains("\"of-all\":1"), held);
        } finally {
            nodeRed.deploy(before);
        }
    }

    @Test
    void what_was_acknowledged_survives_killing_both() throws Exception {
        assertOk(nodeRed.set("persistent", "flow", "before", "\"the end\""));
        awaitHeld("\"before\":\"the end\"");
        CrashLoad load = CrashLoad.start(nodeRed);
        try (load) {
            load.awaitAcknowledged(100);
            neighbours.killBoth();
        }
        neighbours.startBoth();
        load.verify();
        assertEquals("[\"the end\"]", nodeRed.get("persistent", "flow", "before").text());
    }

    private static void awaitHeld(String part) throws Exception {
        Await.until(part, () -> nodeRed.heldContext(Neighbourhood.PROJECT).contains(part));
    }

    private static void assertOk(Answer answer) {
        assertEquals(200, answer.status(), answer.text());
    }

    /** The answer of a flow whose node failed: what its user sees, and the code it carries. */
    private static void assertFailure(Answer answer, String message, String code)
            throws JsonSyntaxException {
        assertEquals(500, answer.status(), answer.text());
        JsonNode failure = Json.parse(answer.text());
        String shown = failure.path("message").asString("");
        assertTrue(shown.contains(message), shown);
        assertEquals(code, failure.path("code").asString(""));
    }

    private static String only(String valueJson) throws JsonSyntaxException {
        return Json.text(Json.array().add(Json.parse(valueJson)));
    }
}
