package io.flowkeep.storage.mongodb;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import io.flowkeep.events.Outbox;
import io.flowkeep.faults.StoreFault;
import io.flowkeep.flows.FlowStore;
import io.flowkeep.trust.Trust;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.bson.BsonInt32;

/**
 * One MongoDB database with the flows of an Open Integration Hub installation.
 *
 * <p>Opening it creates the indexes, but does not wait for that or for the server longer than for
 * the selection of a server. While the server is unreachable every call fails within seconds, and
 * once it is back calls succeed again. Reads and writes go to the primary. Unless the URL says
 * otherwise, a write is answered when it is in the journal of the majority of servers.
 *
 * <p>Safe for concurrent use.
 */
public final class MongoDatabase implements AutoCloseable {
    /** What the replaced server's driver takes if the URL names no database. */
    private static final String UNNAMED = "test";

    private static final String COLLECTION = "flows";
    private static final String LEASES = "flowkeep_leases";
    private static final long PROBE_MILLIS = 1_000;

    private final MongoClient client;
    private final String name;
    private final MongoSettings settings;
    private final MongoIndexes indexes;

    private MongoDatabase(MongoClient client, String name, MongoSettings settings) {
        this.client = client;
        this.name = name;
        this.settings = settings;
        this.indexes = MongoIndexes.start(collection(), settings.selection());
    }

    /**
     * Opens a database.
     *
     * @param url {@code mongodb://user:password@host:port/database?options}
     * @param trust whose certificates are good, if the URL asks for TLS
     * @throws IllegalArgumentException the URL cannot be understood; the message does not repeat
     *     it, since it may hold a password
     * @throws StoreFault the URL asks for a look-up of its servers, and that fails
     */
    public static MongoDatabase open(String url, Trust trust, MongoSettings settings) {
        ConnectionString address = address(url);
        MongoClientSettings.Builder client =
                MongoClientSettings.builder()
                        .applyConnectionString(address)
                        .applicationName("flowkeep")
                        .readPreference(ReadPreference.primary())
                        .timeout(settings.call().toMillis(), TimeUnit.MILLISECONDS)
                        .applyToClusterSettings(cluster ->
                                cluster.serverSelectionTimeout(
                                        settings.selection().toMillis(), TimeUnit.MILLISECONDS))
                        .applyToSocketSettings(socket ->
                                socket.connectTimeout(
                                        settings.selection().toMillis(), TimeUnit.MILLISECONDS));
        if (Boolean.TRUE.equals(address.getSslEnabled())) {
            client.applyToSslSettings(tls -> tls.context(trust.context()))
                    .inetAddressResolver(MongoDatabase::named);
        }
        if (address.getWriteConcern() == null) {
            client.writeConcern(WriteConcern.MAJORITY.withJournal(true));
        }
        return new MongoDatabase(
                MongoErrors.reading("open", () -> MongoClients.create(client.build())),
                Optional.ofNullable(address.getDatabase()).orElse(UNNAMED),
                settings);
    }

    /**
     * Addresses that are called as the URL calls them. For one that is written in numbers the
     * driver would ask the name service for a name, and compare that with the certificate.
     */
    private static List<InetAddress> named(String host) throws UnknownHostException {
        List<InetAddress> named = new ArrayList<>();
        for (InetAddress each : InetAddress.getAllByName(host)) {
            named.add(
                    host.contains(":") // which no name can, so the driver could not even ask for it
                            ? each
                            : InetAddress.getByAddress(host, each.getAddress()));
        }
        return named;
    }

    private static ConnectionString address(String url) {
        try {
            return MongoErrors.reading("look up the servers", () -> new ConnectionString(url));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "not a URL of MongoDB: mongodb://user:password@host:port/database, with"
                            + " special characters of user and password percent-encoded");
        }
    }

    public FlowStore flows() {
        return new MongoFlowStore(collection(), settings);
    }

    /** The events that wait to be sent. */
    public Outbox outbox() {
        return new MongoOutbox(
                collection(), new MongoLease(collection(LEASES), settings), settings);
    }

    private MongoCollection<BsonDocument> collection() {
        return collection(COLLECTION);
    }

    private MongoCollection<BsonDocument> collection(String ofName) {
        return client.getDatabase(name).getCollection(ofName, BsonDocument.class);
    }

    /**
     * Tells readiness, within a second.
     *
     * @throws StoreFault the server does not answer
     */
    public void probe() {
        var _ =
                MongoErrors.reading(
                        "ping",
                        () ->
                                client.getDatabase(name)
                                        .withTimeout(PROBE_MILLIS, TimeUnit.MILLISECONDS)
                                        .runCommand(new BsonDocument("ping", new BsonInt32(1))));
    }

    /** Ends all connections. Calls after that are refused. */
    @Override
    public void close() {
        indexes.close();
        client.close();
    }
}
