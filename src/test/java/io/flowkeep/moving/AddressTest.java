package io.flowkeep.moving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
    void databases_are_kept_as_they_are_written() throws Exception {
        String mongo = "mongodb://u:p%40@h:1,i:2/db?replicaSet=x";
        assertEquals(new Address.MongoDb(mongo), Address.parse(mongo));
        String postgres = "postgresql://u@h/db";
        assertEquals(new Address.Postgres(postgres), Address.parse(postgres));
    }

    @Test
    void a_bucket_has_options() throws Exception {
        assertEquals(
                new Address.Bucket("b", Optional.empty(), Optional.empty(), false),
                Address.parse("s3://b"));
        assertEquals(
                new Address.Bucket(
                        "b.c",
                        Optional.of(URI.create("http://h:9/x?y")),
                        Optional.of("eu+1"),
                        true),
                Address.parse("s3://b.c?endpoint=http://h:9/x%3Fy&region=eu+1&pathStyle=true"));
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
        "postgres://user:hush@host:5432/db?ssl=true, postgres://user:***@host:5432/db?ssl=true",
        "postgres://host/db?user=x&password=hush&y=1, postgres://host/db?user=x&password=***&y=1",
        "postgres://host/db?sslkey=hush, postgres://host/db?sslkey=***"
    })
    void passwords_are_not_shown(String text, String shown) throws Exception {
        Address address = Address.parse(text);
        assertEquals(shown, address.shown());
        assertFalse(address.toString().contains("hush"));
    }

    @Test
    void passwords_are_not_shown_in_complaints_either() {
        Address.Unknown unknown =
                assertThrows(
                        Address.Unknown.class, () -> Address.parse("mysql://user:hush@host/db"));
        assertFalse(String.valueOf(unknown.getMessage()).contains("hush"), unknown.getMessage());
    }
}
