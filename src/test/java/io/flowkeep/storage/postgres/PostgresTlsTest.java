package io.flowkeep.storage.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.storage.postgres.PostgresServer.Protection;
import io.flowkeep.testing.OwnServers;
import io.flowkeep.testing.servers.PostgresNode;
import io.flowkeep.text.Secret;
import io.flowkeep.trust.Certificates;
import io.flowkeep.trust.MadeUpAuthority;
import io.flowkeep.trust.Trust;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which servers are trusted; the certificate is for {@code localhost}, from a CA of the test's. */
@Tag("neighbours")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class PostgresTlsTest {
    @TempDir private static Path folder;
    private static MadeUpAuthority authority;
    private static PostgresNode node;

    @BeforeAll
    static void start() throws Exception {
        authority = MadeUpAuthority.in(folder);
        node = OwnServers.postgresWithTls(authority);
    }

    @AfterAll
    static void end() {
        if (node != null) {
            node.close();
        }
    }

    private static String connect(String host, Protection protection, Trust trust) {
        PostgresServer server =
                new PostgresServer(
                        host,
                        node.port(),
                        "postgres",
                        "postgres",
                        new Secret(""),
                        protection,
                        PostgresServer.USUAL_CONNECTIONS,
                        PostgresServer.Sessions.AUTO);
        try (PostgresDatabase database =
                PostgresDatabase.open(
                        server, PostgresSettings.usual(Math::random).trusting(trust))) {
            return database.read(session ->
                            session.find(
                                    "SELECT ssl::text FROM pg_stat_ssl WHERE pid ="
                                            + " pg_backend_pid()",
                                    row -> row.getString(1)))
                    .orElse("nothing");
        }
    }

    private static String only(String host, Path certificate) {
        return connect(host, new Protection.Tls(Optional.of(certificate)), Trust.ofJvm());
    }

    private static String more(String host, Path certificate) throws Exception {
        return connect(
                host,
                new Protection.Tls(Optional.empty()),
                Trust.with(Certificates.read(certificate).readable()));
    }

    @Test
    void the_only_authority_is_trusted() {
        assertEquals("true", only("localhost", authority.certificate()));
    }

    @Test
    void one_authority_more_is_trusted() throws Exception {
        assertEquals("true", more("localhost", authority.certificate()));
    }

    @Test
    void another_host_name_is_refused() {
        assertThrows(StoreUnavailable.class, () -> only("127.0.0.1", authority.certificate()));
        assertThrows(StoreUnavailable.class, () -> more("127.0.0.1", authority.certificate()));
    }

    @Test
    void an_authority_that_nobody_named_is_refused() {
        assertThrows(
                StoreUnavailable.class,
                () -> connect("localhost", new Protection.Tls(Optional.empty()), Trust.ofJvm()));
        assertThrows(StoreUnavailable.class, () -> only("localhost", authority.stranger()));
        assertThrows(StoreUnavailable.class, () -> more("localhost", authority.stranger()));
    }

    @Test
    void without_TLS_none_is_used() {
        assertEquals("false", connect("127.0.0.1", new Protection.None(), Trust.ofJvm()));
    }
}
