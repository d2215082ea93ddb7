package io.flowkeep.storage.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import io.flowkeep.faults.StoreUnavailable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
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
    private static PostgresNode node;

    @BeforeAll
    static void start() throws Exception {
        openssl(
                "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=test-authority"
                        + " -keyout authority.key -out authority.pem");
        openssl(
                "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=stranger"
                        + " -keyout stranger.key -out stranger.pem");
        openssl("req -newkey rsa:2048 -nodes -subj /CN=ignored -keyout server.key -out server.csr");
        Files.writeString(folder.resolve("names"), "subjectAltName=DNS:localhost\n");
        openssl(
                "x509 -req -in server.csr -CA authority.pem -CAkey authority.key -CAcreateserial"
                        + " -days 2 -extfile names -out server.pem");
        node =
                PostgresNode.start(
                        home -> {
                            Files.copy(folder.resolve("server.pem"), home.resolve("server.pem"));
                            Path key = home.resolve("server.key");
                            Files.copy(folder.resolve("server.key"), key);
                            Files.setPosixFilePermissions(
                                    key, PosixFilePermissions.fromString("rw-------"));
                        },
                        "ssl=on",
                        "ssl_cert_file=../server.pem",
                        "ssl_key_file=../server.key");
    }

    @AfterAll
    static void end() {
        if (node != null) {
            node.close();
        }
    }

    private static void openssl(String arguments) throws Exception {
        List<String> line = List.of(("openssl " + arguments).split(" ", -1));
        Process process =
                new ProcessBuilder(line)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            fail(line + ": " + said);
        }
    }

    private static Optional<Path> pem(String name) {
        return Optional.of(folder.resolve(name));
    }

    private static String connect(String host, PostgresAddress.Tls tls) {
        PostgresAddress address =
                new PostgresAddress(host, node.port(), "postgres", "postgres", "", tls);
        try (PostgresDatabase database =
                PostgresDatabase.open(address, PostgresSettings.usual(Math::random))) {
            return database.read(session ->
                            session.find(
                                    "SELECT ssl::text FROM pg_stat_ssl WHERE pid ="
                                            + " pg_backend_pid()",
                                    row -> row.getString(1)))
                    .orElse("nothing");
        }
    }

    private static PostgresAddress.Tls only(String name) {
        return new PostgresAddress.Tls.Verified(pem(name), Optional.empty());
    }

    private static PostgresAddress.Tls more(String name) {
        return new PostgresAddress.Tls.Verified(Optional.empty(), pem(name));
    }

    @Test
    void the_only_authority_is_trusted() {
        assertEquals("true", connect("localhost", only("authority.pem")));
    }

    @Test
    void one_authority_more_is_trusted() {
        assertEquals("true", connect("localhost", more("authority.pem")));
    }

    @Test
    void another_host_name_is_refused() {
        assertThrows(StoreUnavailable.class, () -> connect("127.0.0.1", only("authority.pem")));
        assertThrows(StoreUnavailable.class, () -> connect("127.0.0.1", more("authority.pem")));
    }

    @Test
    void an_authority_that_nobody_named_is_refused() {
        assertThrows(
                StoreUnavailable.class,
                () ->
                        connect(
                                "localhost",
                                new PostgresAddress.Tls.Verified(
                                        Optional.empty(), Optional.empty())));
        assertThrows(StoreUnavailable.class, () -> connect("localhost", only("stranger.pem")));
        assertThrows(StoreUnavailable.class, () -> connect("localhost", more("stranger.pem")));
    }

    @Test
    void without_TLS_none_is_used() {
        assertEquals("false", connect("127.0.0.1", new PostgresAddress.Tls.Off()));
    }
}
