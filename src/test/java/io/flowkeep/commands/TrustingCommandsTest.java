package io.flowkeep.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import io.flowkeep.config.Environment;
import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.storage.s3.S3Server;
import io.flowkeep.testing.MovingHouse;
import io.flowkeep.testing.OwnServers;
import io.flowkeep.testing.TcpProxy;
import io.flowkeep.testing.servers.PostgresNode;
import io.flowkeep.trust.MadeUpAuthority;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands connect with the trust of the server. */
@Tag("neighbours")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class TrustingCommandsTest {
    @TempDir private static Path folder;
    private static MadeUpAuthority authority;

    @TempDir private Path home;

    @BeforeAll
    static void make() throws Exception {
        authority = MadeUpAuthority.in(folder);
    }

    private static String trusting() {
        return "tls: {extra_ca: \"" + authority.certificate() + "\"}\n";
    }

    private void exports(String kind, String yaml) {
        String to = "tar:" + home.resolve("out");
        String target = kind.equals("files") ? to : to.replace("tar:", "ndjson:");
        MovingHouse stranger = new MovingHouse(home, yaml);
        assertEquals(1, stranger.run("export", kind, "--to", target, "--replace"), stranger::said);
        MovingHouse house = new MovingHouse(home, trusting() + yaml);
        assertEquals(0, house.run("export", kind, "--to", target, "--replace"), house::said);
    }

    @Test
    void postgresql() throws Exception {
        try (PostgresNode node = OwnServers.postgresWithTls(authority)) {
            exports(
                    "flows",
                    """
                    flows:
                      storage:
                        type: postgres
                        url: postgres://postgres@localhost:%d/postgres?sslmode=verify-full
                    """
                            .formatted(node.port()));
            String context =
                    """
                    context:
                      options: {type: postgres, host: localhost, port: %d, ssl: true,
                                database: postgres, username: postgres}
                    """
                            .formatted(node.port());
            assertThrows(StoreUnavailable.class, () -> tokens(context));
            assertEquals(List.of(), tokens(trusting() + context));
        }
    }

    private List<?> tokens(String yaml) {
        Environment environment = new Environment(Map.of("FF_FS_TEST_CONFIG", yaml), home);
        try (TokenFile tokens = TokenFile.open(environment)) {
            return tokens.store().list();
        }
    }

    @Test
    void mongodb() throws Exception {
        MongoServer mongo = new MongoServer(new MemoryBackend());
        try (TcpProxy front =
                TcpProxy.withTls(authority.server(), "127.0.0.1", mongo.bind().getPort())) {
            exports(
                    "flows",
                    """
                    flows: {storage: {type: mongodb, url: "mongodb://localhost:%d/f?tls=true"}}
                    """
                            .formatted(front.port()));
            assertTrue(front.passed() > 0);
        } finally {
            mongo.shutdownNow();
        }
    }

    @Test
    void a_bucket() throws Exception {
        S3Server s3 = S3Server.require();
        try (TcpProxy front = TcpProxy.withTls(authority.server(), s3.behind())) {
            exports(
                    "files",
                    """
                    driver:
                      type: s3
                      options:
                        bucket: %s
                        endpoint: https://localhost:%d
                        forcePathStyle: true
                        conditionalWrites: true
                        credentials: {accessKeyId: id, secretAccessKey: secret}
                    """
                            .formatted(s3.bucket(home), front.port()));
        }
    }
}
