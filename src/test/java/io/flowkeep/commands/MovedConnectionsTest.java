package io.flowkeep.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.storage.postgres.OwnPostgres;
import io.flowkeep.testing.MovingHouse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the configuration says of a database's connections holds for imports and exports too. */
@Tag("neighbours")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class MovedConnectionsTest {
    private static final int CONFIGURED = 2;
    private static final int WATCHING = 1;

    @TempDir Path home;

    @Test
    void no_more_connections_are_opened_than_are_configured() throws Exception {
        try (OwnPostgres postgres = OwnPostgres.create();
                SessionCount count = new SessionCount(postgres)) {
            String config =
                    """
                    flows: {storage: {type: postgres, %s}}
                    postgres: {connections: %d}
                    """
                            .formatted(postgres.keys(), CONFIGURED);
            MovingHouse house = new MovingHouse(home, config).given(count);
            assertEquals(0, house.run("import", "flows", "--from", "-"), house.said());
            assertTrue(count.sessions > 0, "the database was open");
            assertTrue(count.sessions <= CONFIGURED + WATCHING, count.sessions + " sessions");
        }
    }

    /** An empty input that takes its time, and then counts the sessions of a database. */
    private static final class SessionCount extends InputStream {
        private static final int LONG_ENOUGH_MILLIS = 700;
        private static final String COUNT =
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                        + " AND backend_type = 'client backend' AND pid <> pg_backend_pid()";

        private final Connection connection;
        private int sessions;

        SessionCount(OwnPostgres postgres) throws SQLException {
            this.connection = postgres.connect();
        }

        @Override
        public int read() throws IOException {
            try (Statement statement = connection.createStatement()) {
                Thread.sleep(LONG_ENOUGH_MILLIS); // to open all that there may be
                try (ResultSet row = statement.executeQuery(COUNT)) {
                    assertTrue(row.next());
                    sessions = row.getInt(1);
                }
                return -1;
            } catch (SQLException e) {
                throw new IOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return read();
        }

        @Override
        public void close() throws IOException {
            try {
                connection.close();
            } catch (SQLException e) {
                throw new IOException(e);
            }
        }
    }
}
