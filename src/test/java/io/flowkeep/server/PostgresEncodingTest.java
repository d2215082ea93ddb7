package io.flowkeep.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.commands.TokenFile;
import io.flowkeep.config.Environment;
import io.flowkeep.storage.postgres.OwnPostgres;
import io.flowkeep.testing.MovingHouse;
import io.flowkeep.testing.TestServer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A database that does not hold every text is refused before anything is put into it. */
@Tag("neighbours")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class PostgresEncodingTest {
    @TempDir private Path home;

    private static void assertPlain(String encoding, String said) {
        assertTrue(said.contains(" is in " + encoding), said);
        assertTrue(said.contains("UTF8: CREATE DATABASE"), said);
    }

    @ParameterizedTest
    @ValueSource(strings = {"LATIN1", "SQL_ASCII", "WIN1252"})
    void another_encoding_is_refused_by_all_that_opens_a_database(String encoding)
            throws Exception {
        try (OwnPostgres server = OwnPostgres.createIn(encoding)) {
            String context = "context: {options: {type: postgres, %s}}".formatted(server.keys());
            String flows =
                    "flows: {storage: {type: postgres, url: \"%s\"}}".formatted(server.url());
            for (String part : new String[] {context, flows}) {
                IllegalStateException refused =
                        assertThrows(
                                IllegalStateException.class, () -> TestServer.start(home, part));
                assertPlain(encoding, String.valueOf(refused.getMessage()));
            }
            MovingHouse house = new MovingHouse(home, context + "\n" + flows);
            assertEquals(1, house.run("export", "flows", "--to", "ndjson:" + home.resolve("f")));
            assertPlain(encoding, house.said());
            assertEquals(1, house.run("import", "context", "--from", server.url()));
            assertPlain(encoding, house.said());
            Environment environment = new Environment(Map.of("FF_FS_TEST_CONFIG", context), home);
            assertPlain(
                    encoding,
                    String.valueOf(
                            assertThrows(
                                            RuntimeException.class,
                                            () -> TokenFile.open(environment).close())
                                    .getMessage()));
        }
    }
}
