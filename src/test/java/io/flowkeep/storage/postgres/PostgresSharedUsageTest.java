package io.flowkeep.storage.postgres;

import io.flowkeep.files.SharedLedger;
import io.flowkeep.files.SharedUsageContract;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Three pools of one connection each, so that no step may hold one while it asks for another. */
@ParameterizedClass
@EnumSource(Through.class)
@Tag("neighbours")
final class PostgresSharedUsageTest extends SharedUsageContract {
    private static final int SERVERS = 3;

    private final OwnPostgres server;
    private final List<PostgresDatabase> databases = new ArrayList<>();
    private int connected;

    PostgresSharedUsageTest(Through through) throws Exception {
        server = OwnPostgres.create(through);
        for (int i = 0; i < SERVERS; i++) {
            PostgresDatabase database =
                    PostgresDatabase.open(
                            server.address().withConnections(1),
                            PostgresSettings.usual(Math::random));
            databases.add(database);
            database.prepare(PostgresSchema.USAGE);
        }
    }

    @Override
    protected SharedLedger connect() {
        connected++;
        return new PostgresUsage(databases.get(connected % SERVERS), Duration.ofSeconds(10));
    }

    @Override
    protected void letExpire() throws Exception {
        server.run("UPDATE flowkeep.usage_intent SET expires = now() - interval '1 s'");
        server.run(
                "UPDATE flowkeep.usage_project SET counting_until = now() - interval '1 s'"
                        + " WHERE counter IS NOT NULL");
        server.run(
                "UPDATE flowkeep.usage_project SET recount_until = now() - interval '1 s'"
                        + " WHERE recount IS NOT NULL");
    }

    @Override
    protected void closeAll() throws Exception {
        databases.forEach(PostgresDatabase::close);
        server.close();
    }
}
