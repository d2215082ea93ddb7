package io.flowkeep.commands;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import io.flowkeep.flows.Flow;
import io.flowkeep.flows.FlowEvent;
import io.flowkeep.flows.FlowStatus;
import io.flowkeep.flows.FlowStore;
import io.flowkeep.flows.SampleFlows;
import io.flowkeep.json.Json;
import io.flowkeep.storage.sqlite.SqliteDatabase;
import io.flowkeep.storage.sqlite.SqliteFlowStore;
import io.flowkeep.storage.sqlite.SqliteOutbox;
import io.flowkeep.storage.sqlite.SqliteSchema;
import io.flowkeep.storage.sqlite.SqliteSettings;
import io.flowkeep.testing.MovingHouse;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flows through whole commands. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class MovedFlowsTest {
    @TempDir Path home;
    private final MongoServer server = new MongoServer(new MemoryBackend());
    private MovingHouse house = new MovingHouse(Path.of(""), "");
    private String mongo = "";

    @BeforeEach
    void start() {
        InetSocketAddress address = server.bind();
        mongo = "mongodb://" + address.getHostString() + ":" + address.getPort() + "/";
        house = new MovingHouse(home, "{flows: {storage: {type: sqlite, file: flows.db}}}");
    }

    @AfterEach
    void stop() {
        server.shutdownNow();
    }

    /** Some flows are in the fixture more than once, from different times; the last count. */
    private static List<BsonDocument> fixture() throws Exception {
        Map<BsonValue, BsonDocument> last = new LinkedHashMap<>();
        for (BsonDocument document : documents()) {
            last.put(Objects.requireNonNull(document.get("_id")), document);
        }
        return List.copyOf(last.values());
    }

    private static List<BsonDocument> documents() throws Exception {
        try (InputStream in =
                Objects.requireNonNull(
                        MovedFlowsTest.class.getResourceAsStream("/fixtures/oih-flows.ejson"))) {
            return new String(in.readAllBytes(), UTF_8).lines().map(BsonDocument::parse).toList();
        }
    }

    private void done(int code) {
        assertEquals(0, code, house.said());
    }

    private String at(String scheme, String file) {
        return scheme + ":" + home.resolve(file);
    }

    /**
     * Every member with its type, in any order, but for Mongoose's count of changes and what is
     * Flowkeep's own.
     */
    private static BsonDocument shown(BsonDocument document) {
        BsonDocument shown = document.clone();
        shown.remove("_flowkeep");
        shown.remove("__v");
        return shown;
    }

    /** What JSON cannot say is moved as the API shows it, and a move onto the same leaves it. */
    @Test
    void values_that_json_cannot_say_are_moved_as_they_are_shown() throws Exception {
        BsonDocument odd =
                BsonDocument.parse(
                        """
                        {name: 'a', graph: {nodes: [], edges: []}, owners: [], status: 'inactive',
                         flowSettings: {r: {$regularExpression: {pattern: 'a.b', options: 'i'}},
                          k: {$minKey: 1}, long: {$numberLong: '9007199254740993'},
                          dec: {$numberDecimal: '1.10'}, bin: {$binary: {base64: 'AQID',
                          subType: '00'}}, at: {$date: {$numberLong: '1577836800007'}}},
                         _id: {$oid: '5ca5c44c187c040010a9bb8b'}, createdAt: {$date: 1},
                         updatedAt: {$date: 1}, __v: 0}
                        """);
        try (MongoClient client = MongoClients.create(mongo)) {
            MongoCollection<BsonDocument> flows =
                    client.getDatabase("oih").getCollection("flows", BsonDocument.class);
            flows.insertOne(odd.clone());
            String lines = at("ndjson", "a.ndjson");
            done(house.run("export", "flows", "--from", mongo + "oih", "--to", lines));
            String shown =
                    "\"flowSettings\":{\"r\":{},\"k\":{},\"long\":9007199254740992,\"dec\":"
                            + "{\"$numberDecimal\":\"1.10\"},\"bin\":\"AQID\",\"at\":"
                            + "\"2020-01-01T00:00:00.007Z\"}";
            String text = Files.readString(home.resolve("a.ndjson"));
            assertTrue(text.contains(shown), text);
            done(house.run("import", "flows", "--from", lines, "--to", mongo + "oih", "--replace"));
            assertEquals(
                    odd,
                    shown(Objects.requireNonNull(flows.find().first()))
                            .append("__v", odd.get("__v")));
            done(house.run("import", "flows", "--from", lines, "--to", mongo + "other"));
            BsonDocument moved =
                    client.getDatabase("other")
                            .getCollection("flows", BsonDocument.class)
                            .find()
                            .first();
            assertEquals(
                    BsonDocument.parse(
                                    "{r: {}, k: {}, long: 9007199254740992.0, dec: {$numberDecimal:"
                                        + " '1.10'}, bin: 'AQID', at: '2020-01-01T00:00:00.007Z'}")
                            .keySet(),
                    Objects.requireNonNull(moved).getDocument("flowSettings").keySet());
        }
    }

    @Test
    void flows_of_the_flow_repository_go_round_and_come_back() throws Exception {
        List<BsonDocument> originals = fixture();
        try (MongoClient client = MongoClients.create(mongo)) {
            MongoCollection<BsonDocument> flows =
                    client.getDatabase("oih").getCollection("flows", BsonDocument.class);
            flows.insertMany(originals);
            done(
                    house.run(
                            "export",
                            "flows",
                            "--from",
                            mongo + "oih",
                            "--to",
                            at("ndjson", "a.ndjson")));
            String sum = house.sum();
            done(
                    house.run(
                            "import",
                            "flows",
                            "--from",
                            at("ndjson", "a.ndjson"),
                            "--to",
                            at("sqlite", "a.db")));
            assertEquals(sum, house.sum());
            done(
                    house.run(
                            "export",
                            "flows",
                            "--from",
                            at("sqlite", "a.db"),
                            "--to",
                            mongo + "back"));
            assertEquals(sum, house.sum());
            done(
                    house.run(
                            "import",
                            "flows",
                            "--from",
                            mongo + "back",
                            "--to",
                            at("sqlite", "b.db")));
            assertEquals(sum, house.sum());
            assertTrue(house.said().contains(originals.size() + " moved"), house.said());
            MongoCollection<BsonDocument> back =
                    client.getDatabase("back").getCollection("flows", BsonDocument.class);
            for (BsonDocument original : originals) {
                BsonDocument id = new BsonDocument("_id", original.get("_id"));
                BsonDocument found = Objects.requireNonNull(back.find(id).first());
                assertEquals(shown(original), shown(found));
            }
        }
    }

    @Test
    void everything_that_is_stored_of_a_flow_is_moved_and_nobody_is_told() throws Exception {
        Flow running =
                SampleFlows.in(
                        FlowStatus.STARTING, SampleFlows.owned(7, "a", "u1"), SampleFlows.NOON);
        List<FlowEvent> events = SampleFlows.events("e1");
        try (SqliteDatabase database = database("a.db")) {
            new SqliteFlowStore(database).insert(running, events);
        }
        done(house.run("export", "flows", "--from", at("sqlite", "a.db"), "--to", "-"));
        done(
                house.given(house.out())
                        .run("import", "flows", "--from", "-", "--to", at("sqlite", "b.db")));
        try (SqliteDatabase database = database("b.db")) {
            FlowStore store = new SqliteFlowStore(database);
            Flow moved = store.find(running.id(), SampleFlows.ALL).orElseThrow();
            assertEquals(running, moved);
            assertEquals(
                    Json.text(running.definition().json()), Json.text(moved.definition().json()));
            assertEquals(
                    List.of(),
                    new SqliteOutbox(database).due(SampleFlows.NOON.plusSeconds(60), 10));
        }
    }

    private SqliteDatabase database(String file) {
        return SqliteDatabase.open(
                home.resolve(file), SqliteSchema.FLOWS, SqliteSettings.durable());
    }

    @Test
    void what_differs_is_replaced_even_if_it_was_made_at_another_time() throws Exception {
        Flow here = SampleFlows.owned(1, "here", "u1");
        Flow there = SampleFlows.owned(1, "there", "u2");
        Flow later =
                new Flow(
                        SampleFlows.id(2),
                        here.definition(),
                        here.run(),
                        here.createdAt().plusSeconds(5),
                        here.updatedAt().plusSeconds(5),
                        here.definedAt());
        fill("a.db", here, SampleFlows.owned(2, "here", "u1"), SampleFlows.owned(3, "c", "u1"));
        fill("b.db", there, later, SampleFlows.owned(3, "c", "u1"));
        String[] move = {
            "import", "flows", "--from", at("sqlite", "a.db"), "--to", at("sqlite", "b.db")
        };
        assertEquals(1, house.run(move));
        assertTrue(
                house.said().contains("0 moved, 1 already there, 0 replaced, 2 skipped"),
                house.said());
        done(
                house.run(
                        "import",
                        "flows",
                        "--from",
                        at("sqlite", "a.db"),
                        "--to",
                        at("sqlite", "b.db"),
                        "--replace"));
        assertTrue(house.said().contains("2 replaced"), house.said());
        done(house.run(move));
        assertTrue(house.said().contains("3 already there"), house.said());
    }

    private void fill(String file, Flow... flows) {
        try (SqliteDatabase database = database(file)) {
            FlowStore store = new SqliteFlowStore(database);
            for (Flow flow : flows) {
                store.insert(flow, List.of());
            }
        }
    }

    @Test
    void a_flow_that_mongodb_cannot_hold_is_skipped_and_the_rest_is_moved() throws Exception {
        StringBuilder deep = new StringBuilder();
        deep.append("{\"flowSettings\":").append("{\"a\":".repeat(120)).append("1");
        deep.append("}".repeat(120)).append("}");
        fill(
                "a.db",
                SampleFlows.flow(1, deep.toString()),
                SampleFlows.flow(2, "{\"flowSettings\":{\"a\\u0000b\":1}}"),
                SampleFlows.owned(3, "good", "u1"));
        assertEquals(
                1,
                house.run("export", "flows", "--from", at("sqlite", "a.db"), "--to", mongo + "db"));
        assertTrue(house.said().contains("the target refuses it"), house.said());
        assertTrue(house.said().contains(SampleFlows.id(2).hex()), house.said());
    }

    @Test
    void many_flows_are_moved_in_pages() throws Exception {
        Flow[] flows = new Flow[450];
        for (int i = 0; i < flows.length; i++) {
            flows[i] = SampleFlows.owned(i + 1, "flow " + i, "u" + i % 7);
        }
        fill("a.db", flows);
        done(
                house.run(
                        "export",
                        "flows",
                        "--from",
                        at("sqlite", "a.db"),
                        "--to",
                        at("ndjson", "a")));
        assertEquals(flows.length, Files.readAllLines(home.resolve("a")).size());
        done(house.run("import", "flows", "--from", at("ndjson", "a")));
        assertTrue(house.said().contains("450 moved"), house.said());
    }
}
