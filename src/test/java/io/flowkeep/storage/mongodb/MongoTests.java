package io.flowkeep.storage.mongodb;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.flowkeep.flows.OpenFlows;
import io.flowkeep.trust.Trust;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** Opens databases for tests. */
final class MongoTests {
    static final String REAL = "FLOWKEEP_TEST_MONGODB_URL";

    private MongoTests() {}

    static MongoSettings settings() {
        return MongoSettings.usual(System::nanoTime, () -> 0.5);
    }

    static MongoDatabase open(String url) {
        return MongoDatabase.open(url, Trust.ofJvm(), settings());
    }

    /** The store with the database that belongs to a scratch folder. */
    static OpenFlows flows(UnaryOperator<String> urls, Path folder) {
        MongoDatabase database = open(urls.apply(database(folder)));
        return new OpenFlows(database.flows(), database.outbox(), database::close);
    }

    static String database(Path folder) {
        return "flowkeep_test_" + folder.getFileName().toString().replaceAll("[^0-9A-Za-z]", "");
    }

    /** The real server's URL with another database. */
    static String real(String database) {
        String url = System.getenv(REAL);
        int options = url.indexOf('?');
        String base = options < 0 ? url : url.substring(0, options);
        int host = base.indexOf("://") + 3;
        int slash = base.indexOf('/', host);
        return (slash < 0 ? base : base.substring(0, slash))
                + "/"
                + database
                + (options < 0 ? "" : url.substring(options));
    }

    static void drop(String url, String database) {
        try (MongoClient client = MongoClients.create(url)) {
            client.getDatabase(database).drop();
        }
    }
}
