package io.flowkeep.storage.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A PostgreSQL database as the file-server leaves it: its table as Sequelize makes it, with the
 * rows of a real one, which was recorded on SQLite.
 */
public final class FileServerFixture {
    /** The last id that the recorded file-server gave. */
    static final long LAST_ID = 228;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS XXX");
    private static final String CREATE =
            "CREATE TABLE IF NOT EXISTS \"Contexts\" (\"id\"   SERIAL , \"project\" VARCHAR(255)"
                    + " NOT NULL, \"scope\" VARCHAR(255) NOT NULL, \"values\" JSON NOT NULL,"
                    + " \"createdAt\" TIMESTAMP WITH TIME ZONE NOT NULL, \"updatedAt\" TIMESTAMP"
                    + " WITH TIME ZONE NOT NULL, UNIQUE (\"project\", \"scope\"), PRIMARY KEY"
                    + " (\"id\"))";

    private FileServerFixture() {}

    /** Makes the table, empty. */
    public static void create(OwnPostgres server) throws SQLException {
        server.run(CREATE);
    }

    /** Makes the table and puts the recorded rows into it. */
    public static void fill(OwnPostgres server, Path folder) throws IOException, SQLException {
        create(server);
        Path file = folder.resolve("original.db");
        try (InputStream original = fixture("ff-context.db")) {
            Files.copy(original, file);
        }
        try (Connection sqlite = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = sqlite.createStatement();
                ResultSet row = statement.executeQuery("SELECT * FROM Contexts ORDER BY id");
                Connection postgres = server.connect();
                PreparedStatement insert =
                        postgres.prepareStatement(
                                "INSERT INTO \"Contexts\" VALUES (?, ?, ?, ?::json, ?, ?)")) {
            while (row.next()) {
                insert.setLong(1, row.getLong("id"));
                insert.setString(2, row.getString("project"));
                insert.setString(3, row.getString("scope"));
                insert.setString(4, row.getString("values"));
                insert.setTimestamp(5, time(row.getString("createdAt")));
                insert.setTimestamp(6, time(row.getString("updatedAt")));
                insert.executeUpdate();
            }
        }
        server.run("SELECT setval('\"Contexts_id_seq\"', " + LAST_ID + ")");
    }

    private static Timestamp time(String text) {
        return Timestamp.from(OffsetDateTime.parse(text, TIME).toInstant());
    }

    private static InputStream fixture(String name) {
        return Objects.requireNonNull(
                FileServerFixture.class.getResourceAsStream("/fixtures/" + name));
    }

    /** All rows of a table, without ids and times. */
    public static List<String> rows(OwnPostgres server, String table) throws SQLException {
        return list(
                server,
                "SELECT project || ' ' || scope || ' ' || \"values\"::text FROM "
                        + table
                        + " ORDER BY id");
    }

    /** What PostgreSQL says of the table: columns, constraints, indexes, sequence. */
    public static List<String> form(OwnPostgres server) throws SQLException {
        return list(
                server,
                """
                SELECT format('%s %s %s %s %s', column_name, data_type, character_maximum_length,
                    is_nullable, column_default)
                  FROM information_schema.columns WHERE table_name = 'Contexts'
                UNION ALL
                SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
                 WHERE conrelid = '"Contexts"'::regclass
                UNION ALL
                SELECT indexdef FROM pg_indexes WHERE tablename = 'Contexts'
                UNION ALL
                SELECT pg_get_serial_sequence('"Contexts"', 'id')
                UNION ALL
                SELECT format('%s %s %s', data_type, start_value, increment_by) FROM pg_sequences
                 WHERE sequencename = 'Contexts_id_seq'
                 ORDER BY 1
                """);
    }

    static List<String> list(OwnPostgres server, String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }
}
