package io.flowkeep.stores;

import io.flowkeep.storage.postgres.PostgresDatabase;
import io.flowkeep.storage.postgres.PostgresServer;
import io.flowkeep.storage.postgres.PostgresSettings;
import io.flowkeep.trust.Trust;
import java.util.Random;

/** From the configuration of a PostgreSQL server to its connections. Stateless. */
final class PostgresConnecting {
    private PostgresConnecting() {}

    /** Opens a database; retries are spread by chance, which need not be hard to guess. */
    static PostgresDatabase connect(PostgresServer server, Trust trust) {
        return PostgresDatabase.open(
                server, PostgresSettings.usual(new Random()::nextDouble).trusting(trust));
    }
}
