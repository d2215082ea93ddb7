package io.flowkeep.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.files.SharedLedger;
import io.flowkeep.flows.FlowStatus;
import io.flowkeep.flows.SampleFlows;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import io.flowkeep.storage.postgres.FileServerFixture;
import io.flowkeep.storage.postgres.OwnPostgres;
import io.flowkeep.storage.postgres.PostgresDatabase;
import io.flowkeep.storage.postgres.PostgresFlowStore;
import io.flowkeep.storage.postgres.PostgresSchema;
import io.flowkeep.storage.postgres.PostgresUsage;
import io.flowkeep.storage.postgres.Through;
import io.flowkeep.storage.s3.S3Server;
import io.flowkeep.storage.sqlite.SqliteDatabase;
import io.flowkeep.storage.sqlite.SqliteFlowStore;
import io.flowkeep.storage.sqlite.SqliteSchema;
import io.flowkeep.storage.sqlite.SqliteSettings;
import io.flowkeep.testing.MovingHouse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Moves from and to PostgreSQL, through whole commands. */
@ParameterizedClass
@EnumSource(Through.class)
@Tag("neighbours")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class MovedPostgresTest {
    @Parameter private Through through = Through.NOTHING;

    private static final List<FlowStatus> STATES =
            List.of(
                    FlowStatus.INACTIVE,
                    FlowStatus.STARTING,
                    FlowStatus.ACTIVE,
                    FlowStatus.STOPPING);
    private static final String TABLE = "\"Contexts\"";

    @TempDir Path home;
    private OwnPostgres one;
    private OwnPostgres other;
    private MovingHouse house = new MovingHouse(Path.of(""), "");

    @BeforeEach
    void start() throws Exception {
        one = OwnPostgres.create(through);
        other = OwnPostgres.create(through);
        configure();
    }

    @AfterEach
    void stop() throws Exception {
        one.close();
        other.close();
    }

    private void done(String... command) {
        assertEquals(0, house.run(command), house.said());
    }

    private String at(String scheme, String file) {
        return scheme + ":" + home.resolve(file);
    }

    @Test
    void context_of_a_file_server_is_copied_and_given_back_in_its_own_form() throws Exception {
        FileServerFixture.fill(other, home);
        List<String> form = FileServerFixture.form(other);
        List<String> rows = FileServerFixture.rows(other, TABLE);
        done("import", "context", "--from", other.url());
        String sum = house.sum();
        assertEquals(rows, FileServerFixture.rows(other, TABLE), "only read");

        done("export", "context", "--to", at("sqlite", "own.db"));
        assertEquals(sum, house.sum());
        done("export", "context", "--form", "file-server", "--to", one.url());
        assertEquals(sum, house.sum());
        assertEquals(sorted(rows), sorted(FileServerFixture.rows(one, TABLE)));
        assertEquals(form, FileServerFixture.form(one));
        done("export", "context", "--form", "file-server", "--to", one.url());
        assertTrue(house.said().contains("44 already there"), house.said());
    }

    @Test
    void a_database_of_a_file_server_is_not_written_to_as_if_it_were_ours() throws Exception {
        FileServerFixture.fill(other, home);
        assertEquals(2, house.run("export", "context", "--to", other.url()));
        assertTrue(house.said().contains("--form file-server"), house.said());
        assertEquals(44, FileServerFixture.rows(other, TABLE).size());
    }

    @Test
    void flows_go_from_a_file_to_postgresql_and_back() throws Exception {
        try (SqliteDatabase database =
                SqliteDatabase.open(
                        home.resolve("a.db"), SqliteSchema.FLOWS, SqliteSettings.durable())) {
            SqliteFlowStore flows = new SqliteFlowStore(database);
            for (int number = 1; number <= 40; number++) {
                flows.insert(
                        SampleFlows.in(
                                STATES.get(number % STATES.size()),
                                SampleFlows.owned(number, "n\u00e9\ud83d\ude00" + number, "u", "t"),
                                SampleFlows.NOON),
                        List.of());
            }
        }
        done("import", "flows", "--from", at("sqlite", "a.db"));
        String sum = house.sum();
        done("export", "flows", "--to", at("ndjson", "b.ndjson"));
        assertEquals(sum, house.sum());
        done("export", "flows", "--from", one.url(), "--to", other.url());
        assertEquals(sum, house.sum());
        done("export", "flows", "--from", other.url(), "--to", at("sqlite", "c.db"));
        assertEquals(sum, house.sum());
        try (PostgresDatabase database = other.open()) {
            assertEquals(40, new PostgresFlowStore(database).all("", 100).size());
        }
    }

    @Test
    void files_that_come_into_a_shared_bucket_are_counted_anew() throws Exception {
        S3Server s3 = S3Server.require();
        Path file = home.resolve("from/t1/p1/a.bin");
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[1000]);
        house =
                new MovingHouse(
                        home,
                        """
                        driver:
                          type: s3
                          options:
                            bucket: %s
                            region: eu-west-1
                            endpoint: %s
                            forcePathStyle: true
                            credentials: {accessKeyId: id, secretAccessKey: secret}
                        context: {options: {type: postgres, %s}}
                        """
                                .formatted(s3.bucket(home), s3.url(), one.keys()));
        ProjectId project = new ProjectId("p1");
        try (PostgresDatabase database = one.open()) {
            database.prepare(PostgresSchema.USAGE);
            SharedLedger ledger = new PostgresUsage(database, Duration.ofSeconds(10));
            var _ = ledger.beginCount("c", project, false);
            assertTrue(ledger.endCount("c", project, Map.of(new TeamId("t1"), 7L)));
            done("import", "files", "--from", at("folder", "from"));
            assertFalse(ledger.find(project).isCounted());
        }
    }

    @Test
    void no_password_is_printed_and_a_wrong_address_is_told() {
        int code =
                house.run("export", "flows", "--to", "postgres://u:secret-word@127.0.0.1:1/none");
        assertTrue(code > 0);
        assertFalse(house.said().contains("secret-word"), house.said());
        assertTrue(house.said().contains("127.0.0.1:1"), house.said());
        assertEquals(2, house.run("export", "flows", "--to", "postgres://h/d?sslmode=prefer"));
        assertTrue(house.said().contains("sslmode"), house.said());
    }

    private void configure() {
        house =
                new MovingHouse(
                        home,
                        """
                        context: {options: {type: postgres, %1$s}}
                        flows: {storage: {type: postgres, %1$s}}
                        """
                                .formatted(one.keys()));
    }

    private static List<String> sorted(List<String> rows) {
        return rows.stream().sorted().toList();
    }
}
