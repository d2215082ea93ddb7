package io.flowkeep.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.config.FilesConfig;
import io.flowkeep.config.FlowsConfig;
import io.flowkeep.config.RecordPlace;
import io.flowkeep.storage.postgres.PostgresServer;
import io.flowkeep.text.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class AddressTest {

    @Test
    void files_are_told_by_scheme_or_by_ending() throws Exception {
        assertEquals(new Address.Sqlite(Path.of("/a/b.db")), Address.parse("sqlite:/a/b.db"));
        assertEquals(new Address.Folder(Path.of("/a/b")), Address.parse("folder:/a/c/../b"));
        assertEquals(new Address.Lines(Path.of("/a.txt")), Address.parse("ndjson:/a.txt"));
        assertEquals(new Address.Lines(Path.of("/a.ndjson")), Address.parse("/a.ndjson"));
        assertEquals(new Address.Lines(Path.of("/a.jsonl")), Address.parse("/a.jsonl"));
        assertEquals(new Address.Tar(Path.of("/a.x")), Address.parse("tar:/a.x"));
        assertEquals(new Address.Tar(Path.of("/a.TAR")), Address.parse("/a.TAR"));
        assertEquals(new Address.Pipe(), Address.parse("-"));
    }

    @Test
    void a_database_is_what_the_configuration_would_say() throws Exception {
        String mongo = "mongodb://u:p%40@h:1,i:2/db?replicaSet=x";
        assertEquals(
                new Address.MongoDb(FlowsConfig.Storage.MongoDb.at(mongo)), Address.parse(mongo));
        String postgres = "postgresql://u:p%40@h/db";
        assertEquals(
                new Address.Postgres(
                        new RecordPlace.Postgres(
                                new PostgresServer(
                                        "h",
                                        5432,
                                        "db",
                                        "u",
                                        new Secret("p@"),
                                        new PostgresServer.Protection.None(),
                                        10,
                                        PostgresServer.Sessions.AUTO)),
                        "postgresql://u:***@h/db"),
                Address.parse(postgres));
    }

    @Test
    void a_configured_database_is_shown_as_it_would_be_written() {
        RecordPlace.Postgres place =
                new RecordPlace.Postgres(
                        new PostgresServer(
                                "::1",
                                5433,
                                "d b",
                                "u@x",
                                new Secret("hush"),
                                new PostgresServer.Protection.Tls(Optional.of(Path.of("/ca.pem"))),
                                3,
                                PostgresServer.Sessions.AUTO));
        assertEquals(
                "postgres://u%40x:***@[::1]:5433/d%20b?sslmode=verify-full&sslrootcert=%2Fca.pem",
                Address.Postgres.of(place).shown());
        assertFalse(Address.Postgres.of(place).toString().contains("hush"));
    }

    @Test
    void a_bucket_has_options() throws Exception {
        assertEquals(
                bucket("b", Optional.empty(), Optional.empty(), false), Address.parse("s3://b"));
        assertEquals(
                bucket("b.c", Optional.of(URI.create("http://h:9/x?y")), Optional.of("eu+1"), true),
                Address.parse("s3://b.c?endpoint=http://h:9/x%3Fy&region=eu+1&pathStyle=true"));
    }

    private static Address bucket(
            String name, Optional<URI> endpoint, Optional<String> region, boolean pathStyle) {
        return new Address.Bucket(FilesConfig.Storage.Bucket.of(name, region, endpoint, pathStyle));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "flows.db",
                "sqlite:",
                "http://x",
                "s3://",
                "s3://b/c",
                "s3://b?bucket=c",
                "s3://b?endpoint=nowhere",
                "s3://b?pathStyle=maybe",
                "s3://b?region=%zz",
                "s3://b?region",
                "tar:\0"
            })
    void what_is_no_address_is_refused(String text) {
        assertThrows(Address.Unknown.class, () -> Address.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "mongodb://user:hush@host/db, mongodb://user:***@host/db",
        "mongodb+srv://user:hush@host, mongodb+srv://user:***@host",
        "postgres://user:hush@host:5432/db, postgres://user:***@host:5432/db",
        "mongodb://host/db?user=x&password=hush&y=1, mongodb://host/db?user=x&password=***&y=1",
        "mongodb://host/db?tlskey=hush, mongodb://host/db?tlskey=***"
    })
    void passwords_are_not_shown(String text, String shown) throws Exception {
        Address address = Address.parse(text);
        assertEquals(shown, address.shown());
        assertFalse(address.toString().contains("hush"));
    }

    @ParameterizedTest
    @CsvSource({
        "mysql://user:hush@host/db, mysql://user:***@host/db",
        "postgres://user:hush@host:5432/db?ssl=true, postgres://user:***@host:5432/db?ssl=true",
        "postgres://host/db?user=x&password=hush&y=1, postgres://host/db?user=x&password=***&y=1",
        "postgres://host/db?sslkey=hush, postgres://host/db?sslkey=***",
        "postgres://user:hush@host/db?sslmode=prefer, postgres://user:***@host/db?sslmode=prefer"
    })
    void passwords_are_not_shown_in_complaints_either(String text, String shown) {
        Address.Unknown unknown = assertThrows(Address.Unknown.class, () -> Address.parse(text));
        String said = String.valueOf(unknown.getMessage());
        assertFalse(said.contains("hush"), said);
        assertTrue(said.contains(shown), said);
    }
}
