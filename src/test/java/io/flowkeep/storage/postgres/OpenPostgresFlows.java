package io.flowkeep.storage.postgres;

import io.flowkeep.flows.OpenFlows;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * Stores of flows and their outboxes over one database for the suites of a class. It is migrated
 * once; each test's scratch folder begins with empty tables.
 */
final class OpenPostgresFlows implements AutoCloseable {
    static final String EMPTY =
            "TRUNCATE flowkeep.flows, flowkeep.flow_texts, flowkeep.flow_lists,"
                    + " flowkeep.owner_sets, flowkeep.flow_counts, flowkeep.outbox_flows,"
                    + " flowkeep.outbox, flowkeep.leases";

    private final OwnPostgres server;
    private final long fewFlows;
    private final Map<Path, Boolean> folders = new HashMap<>();

    OpenPostgresFlows(Through through, long fewFlows) throws SQLException {
        this.server = OwnPostgres.create(through);
        this.fewFlows = fewFlows;
    }

    OpenPostgresFlows(Through through) throws SQLException {
        this(through, 2_000);
    }

    OpenFlows open(Path folder) throws SQLException {
        PostgresDatabase database = database();
        if (folders.put(folder, true) == null) {
            server.run(EMPTY);
        }
        return new OpenFlows(
                new PostgresFlowStore(database, fewFlows),
                new PostgresOutbox(database),
                database::close);
    }

    PostgresDatabase database() {
        PostgresDatabase database = server.open();
        database.prepare(PostgresSchema.FLOWS);
        return database;
    }

    OwnPostgres server() {
        return server;
    }

    @Override
    public void close() throws SQLException {
        server.close();
    }
}
