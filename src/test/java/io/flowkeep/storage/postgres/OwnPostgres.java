package io.flowkeep.storage.postgres;

import io.flowkeep.testing.Missing;
import io.flowkeep.testing.OwnServers;
import io.flowkeep.testing.servers.PgBouncerNode;
import io.flowkeep.text.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.UUID;

/**
 * A database of the test's own on a running server. Closing drops it, whoever is still connected.
 */
public final class OwnPostgres implements AutoCloseable {
    private static final String USUAL = "postgres://postgres@127.0.0.1:5432/postgres";

    private static final String UTF8 = "UTF8";

    private final URI server;
    private final String name;
    private final Through through;

    /** One for all tests, with five connections to each database, in transaction mode. */
    private static final class Pooler {
        static final PgBouncerNode NODE = start();

        private static PgBouncerNode start() {
            try {
                PgBouncerNode node =
                        OwnServers.pgBouncer(serverUrl(), "transaction", "default_pool_size = 5");
                Runtime.getRuntime().addShutdownHook(new Thread(node::close));
                return node;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    private OwnPostgres(URI server, String name, Through through) {
        this.server = server;
        this.name = name;
        this.through = through;
    }

    /**
     * A new database on the server at FLOWKEEP_TEST_POSTGRES_URL or the one on this machine.
     * Without one the test is skipped, in CI it fails.
     */
    public static OwnPostgres create() throws SQLException {
        return create(Through.NOTHING);
    }

    /** As {@link #create()}; what is tested reaches it by this way, the test itself does not. */
    public static OwnPostgres create(Through through) throws SQLException {
        return createOn(serverUrl(), through, UTF8);
    }

    /** As {@link #create()}, in another encoding. */
    public static OwnPostgres createIn(String encoding) throws SQLException {
        return createOn(serverUrl(), Through.NOTHING, encoding);
    }

    /** The server that tests share. */
    static String serverUrl() {
        return Optional.ofNullable(System.getenv("FLOWKEEP_TEST_POSTGRES_URL")).orElse(USUAL);
    }

    /** A new database on a server; the URL names a database to connect to first. */
    public static OwnPostgres createOn(String url) throws SQLException {
        return createOn(url, Through.NOTHING, UTF8);
    }

    private static OwnPostgres createOn(String url, Through through, String encoding)
            throws SQLException {
        URI server = URI.create(url);
        String name = "flowkeep_test_" + UUID.randomUUID().toString().replace("-", "");
        OwnPostgres database = new OwnPostgres(server, name, through);
        int _ = database.port(); // so that a test without its pooler leaves no database behind
        try (Connection connection = database.admin()) {
            run(
                    connection,
                    "CREATE DATABASE "
                            + name
                            + " TEMPLATE template0 ENCODING '"
                            + encoding
                            + (encoding.equals(UTF8) ? "'" : "' LC_COLLATE 'C' LC_CTYPE 'C'"));
        } catch (SQLException e) {
            if (e.getSQLState() != null && !e.getSQLState().startsWith("08")) {
                throw e;
            }
            String why =
                    "PostgreSQL is not there, at FLOWKEEP_TEST_POSTGRES_URL or on port 5432: " + e;
            return Missing.because(why);
        }
        return database;
    }

    /** As {@link #create}, where nothing may be thrown. */
    public static OwnPostgres orSkipped() {
        return orSkipped(Through.NOTHING);
    }

    /** As {@link #create(Through)}, where nothing may be thrown. */
    public static OwnPostgres orSkipped(Through through) {
        try {
            return create(through);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As {@link #close}, where nothing may be thrown. */
    public void drop() {
        try {
            close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Where it is. */
    public PostgresServer address() {
        return address(host(), port());
    }

    /** Where the database is that a URL names, as {@link #url} writes it. */
    public static PostgresServer address(String url) {
        URI at = URI.create(url);
        return new OwnPostgres(at, at.getPath().substring(1), Through.NOTHING).address();
    }

    /** Where it is if one goes through something that listens elsewhere. */
    public PostgresServer address(String host, int port) {
        return new PostgresServer(
                host,
                port,
                name,
                user(),
                new Secret(password()),
                new PostgresServer.Protection.None(),
                PostgresServer.USUAL_CONNECTIONS,
                PostgresServer.Sessions.AUTO);
    }

    /** The address as a URL. */
    public String url() {
        return "postgres://" + server.getUserInfo() + "@" + host() + ":" + port() + "/" + name;
    }

    private String host() {
        return through == Through.A_POOLER ? "127.0.0.1" : server.getHost();
    }

    private int port() {
        if (through == Through.NOTHING) {
            return server.getPort();
        }
        OwnServers.requirePgBouncer();
        return Pooler.NODE.port();
    }

    /** The address as keys of a configuration, with commas between them. */
    public String keys() {
        return "host: %s, port: %d, database: %s, username: \"%s\", password: \"%s\""
                .formatted(host(), port(), name, user(), password());
    }

    /** The database, with the usual settings; the caller's to close. */
    public PostgresDatabase open() {
        return PostgresDatabase.open(address(), PostgresSettings.usual(Math::random));
    }

    /** A connection of the test's own, past everything that is tested. */
    public Connection connect() throws SQLException {
        return connection(name);
    }

    /** Runs statements past everything that is tested. */
    public void run(String sql) throws SQLException {
        try (Connection connection = connect()) {
            run(connection, sql);
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Connection admin() throws SQLException {
        return connection(server.getPath().substring(1));
    }

    private Connection connection(String database) throws SQLException {
        return DriverManager.getConnection(jdbcUrl(database), user(), password());
    }

    /** Where JDBC finds it. */
    String jdbcUrl() {
        return jdbcUrl(name);
    }

    private String jdbcUrl(String database) {
        return "jdbc:postgresql://" + server.getHost() + ":" + server.getPort() + "/" + database;
    }

    private String user() {
        return server.getUserInfo().split(":", 2)[0];
    }

    private String password() {
        String[] parts = server.getUserInfo().split(":", 2);
        return parts.length == 2 ? parts[1] : "";
    }

    @Override
    public void close() throws SQLException {
        try (Connection connection = admin()) {
            run(connection, "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
        }
    }
}
