package io.flowkeep.storage.mongodb;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import io.flowkeep.events.Outbox;
import io.flowkeep.events.OutboxEvent;
import io.flowkeep.flows.Flow;
import io.flowkeep.flows.FlowStore;
import io.flowkeep.flows.SampleFlows;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonObjectId;
import org.bson.types.ObjectId;

/**
 * A database of a test's own, on the real server if one is named, else on a stand-in; and the other
 * server's hands in it.
 */
final class OpenMongo implements AutoCloseable {
    private final StandInMongo standIn;
    private final String name = "flowkeep_test_" + Long.toString(System.nanoTime(), 36);
    private final String url;
    private final MongoClient client;
    private MongoDatabase database;

    OpenMongo() {
        standIn = new StandInMongo();
        url = System.getenv(MongoTests.REAL) == null ? standIn.url(name) : MongoTests.real(name);
        client = MongoClients.create(url);
        database = MongoTests.open(url);
    }

    FlowStore store() {
        return database.flows();
    }

    Outbox outbox() {
        return database.outbox();
    }

    MongoCollection<BsonDocument> raw() {
        return client.getDatabase(name).getCollection("flows", BsonDocument.class);
    }

    void reopen() {
        database.close();
        database = MongoTests.open(url);
    }

    /** Stores a document as another program would. */
    BsonDocument load(String extendedJson) {
        BsonDocument document = BsonDocument.parse(extendedJson);
        raw().insertOne(document);
        return document;
    }

    /** What is stored now. */
    BsonDocument document(int number) {
        return document(SampleFlows.id(number).hex());
    }

    BsonDocument document(String id) {
        BsonDocument found = raw().find(byId(id)).first();
        if (found == null) {
            throw new AssertionError("no document " + id);
        }
        return found;
    }

    /** An update by another program. */
    void update(int number, String update) {
        var _ = raw().updateOne(byId(SampleFlows.id(number).hex()), BsonDocument.parse(update));
    }

    Flow flow(int number) {
        return store().find(SampleFlows.id(number), SampleFlows.ALL).orElseThrow();
    }

    List<String> due() {
        return outbox().due(SampleFlows.NOON.plusSeconds(60), 100).stream()
                .map(OutboxEvent::id)
                .toList();
    }

    private static BsonDocument byId(String id) {
        return new BsonDocument("_id", new BsonObjectId(new ObjectId(id)));
    }

    @Override
    public void close() {
        client.getDatabase(name).drop();
        database.close();
        client.close();
        standIn.close();
    }
}
