package io.flowkeep.files.http;

import static io.flowkeep.files.http.FilesOnTheWire.header;
import static io.flowkeep.files.http.FilesOnTheWire.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.flowkeep.files.Quota;
import io.flowkeep.http.Reply;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class FileRoutesTest {
    private final FilesOnTheWire wire = new FilesOnTheWire(Quota.NONE);

    @Test
    void a_file_is_written_read_appended_to_and_deleted() {
        Reply written = wire.files(wire.post("a/b.txt", "one"));
        expect(200, "", written);
        expect(200, "", wire.files(wire.post("a/b.txt", "two").header("FF_MODE", "append")));
        Reply read = wire.files(wire.get("a/b.txt"));
        expect(200, "onetwo", read);
        assertEquals("application/octet-stream", header(read, "content-type"));
        assertEquals("Sun, 22 Nov 2026 03:04:05 GMT", header(read, "last-modified"));
        assertEquals("bytes", header(read, "accept-ranges"));
        assertNotEquals(header(written, "etag"), header(read, "etag"));
        expect(200, "", wire.files(wire.delete("a/b.txt")));
        assertEquals(404, wire.files(wire.get("a/b.txt")).status());
    }

    @ParameterizedTest
    @CsvSource({"Append", "APPEND", "ensuredir", "''", "'append, append'", "x"})
    void an_unknown_mode_replaces(String mode) {
        wire.files(wire.post("f", "old"));
        expect(200, "", wire.files(wire.post("f", "new").header("ff_mode", mode)));
        expect(200, "new", wire.files(wire.get("f")));
    }

    @Test
    void a_mode_sent_twice_or_with_a_hyphen_replaces() {
        wire.files(wire.post("f", "old"));
        wire.files(wire.post("f", "one").header("FF_MODE", "append").header("FF_MODE", "append"));
        expect(200, "one", wire.files(wire.get("f")));
        wire.files(wire.post("f", "two").header("FF-MODE", "append"));
        expect(200, "two", wire.files(wire.get("f")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"d", ".", "", "d/", "x/y"})
    void ensure_dir_creates_nothing_and_needs_no_body(String path) {
        expect(200, "", wire.files(wire.post(path).header("FF_MODE", "ensureDir")));
        assertEquals(404, wire.files(wire.get("d")).status());
    }

    @Test
    void ensure_dir_judges_the_form_of_the_body_and_the_path() {
        expect(
                400,
                "{\"statusCode\":400,\"code\":\"ENOTDIR\",\"error\":\"Bad Request\","
                        + "\"message\":\"Invalid Path\"}",
                wire.files(wire.post("../x").header("FF_MODE", "ensureDir")));
        assertEquals(
                400,
                wire.files(
                                wire.post("d")
                                        .body("application/json", new byte[0])
                                        .header("FF_MODE", "ensureDir"))
                        .status());
    }

    @Test
    void text_and_json_strings_are_stored_as_utf8() {
        wire.files(wire.post("t").body("text/plain", "héllo".getBytes(UTF_8)));
        expect(200, "héllo", wire.files(wire.get("t")));
        wire.files(wire.post("j").body("application/json", "\"str\"".getBytes(UTF_8)));
        expect(200, "str", wire.files(wire.get("j")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":1}", "42", "true"})
    void json_without_a_length_is_over_quota_where_there_is_one(String json) {
        expect(
                413,
                "{\"code\":\"over_quota\",\"error\":\"Over Quota\",\"limit\":1000}",
                wire.files(wire.post("j").body("application/json", json.getBytes(UTF_8))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"a\":1};an instance of Object",
                "42;type number (42)",
                "true;type boolean (true)",
                "[1,2];an instance of Array"
            })
    void json_that_is_no_string_is_refused_without_a_quota(String json, String received) {
        wire.platformQuota(-1);
        expect(
                400,
                "{\"statusCode\":400,\"code\":\"ERR_INVALID_ARG_TYPE\",\"error\":\"Bad Request\","
                        + "\"message\":\"The \\\"data\\\" argument must be of type string or an"
                        + " instance of Buffer, TypedArray, or DataView. Received "
                        + received
                        + "\"}",
                wire.files(wire.post("j").body("application/json", json.getBytes(UTF_8))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"append", "replace"})
    void no_body_and_no_type_is_refused(String mode) {
        expect(
                400,
                "{\"statusCode\":400,\"error\":\"Bad Request\",\"message\":\"Cannot read"
                        + " properties of undefined (reading 'length')\"}",
                wire.files(wire.post("f").header("FF_MODE", mode)));
    }

    @Test
    void an_empty_body_of_octets_is_an_empty_file() {
        expect(200, "", wire.files(wire.post("f", "")));
        expect(200, "", wire.files(wire.get("f")));
    }

    @Test
    void other_media_types_are_refused_on_write_and_delete() {
        byte[] bytes = {1};
        assertEquals(415, wire.files(wire.post("f").body("image/png", bytes)).status());
        assertEquals(415, wire.files(wire.delete("f").body("image/png", bytes)).status());
        assertEquals(
                400, wire.files(wire.delete("f").body("application/json", new byte[0])).status());
        assertEquals(
                200,
                wire.files(wire.delete("f").body("application/octet-stream", new byte[0]))
                        .status());
    }

    @Test
    void a_body_over_the_limit_is_too_large() {
        wire.platformQuota(-1);
        assertEquals(200, wire.files(wire.post("f", "x".repeat(5000))).status());
        assertEquals(413, wire.files(wire.post("f", "x".repeat(5001))).status());
    }

    @Test
    void the_platforms_quota_comes_before_the_configured_one() {
        FilesOnTheWire limited = new FilesOnTheWire(new Quota(500));
        assertEquals(200, limited.files(limited.post("f", "x".repeat(999))).status());
        limited.platformQuota(-1);
        expect(
                413,
                "{\"code\":\"over_quota\",\"error\":\"Over Quota\",\"limit\":500}",
                limited.files(limited.post("g", "x")));
    }

    @Test
    void usage_must_stay_below_the_limit() {
        expect(
                413,
                "{\"code\":\"over_quota\",\"error\":\"Over Quota\",\"limit\":1000}",
                wire.files(wire.post("f", "x".repeat(1000))));
        assertEquals(200, wire.files(wire.post("f", "x".repeat(999))).status());
        assertEquals(200, wire.files(wire.post("f", "y".repeat(999))).status());
        assertEquals(413, wire.files(wire.post("g", "y")).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../p2/x", "/lead", "%2e%2e/x", "..\\x", "nul\0x"})
    void a_path_that_leads_out_is_invalid_whatever_is_done(String path) {
        String body =
                "{\"statusCode\":400,\"code\":\"ENOTDIR\",\"error\":\"Bad Request\","
                        + "\"message\":\"Invalid Path\"}";
        expect(400, body, wire.files(wire.get(path)));
        expect(400, body, wire.files(wire.post(path, "x")));
        expect(400, body, wire.files(wire.delete(path)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "trail/", ".", "x/.."})
    void a_folders_name_cannot_be_written(String path) {
        expect(
                400,
                "{\"statusCode\":400,\"code\":\"EISDIR\",\"error\":\"Bad Request\",\"message\":"
                        + "\"EISDIR: illegal operation on a directory, open '"
                        + path
                        + "'\"}",
                wire.files(wire.post(path, "x")));
    }

    @Test
    void the_projects_own_folder_cannot_be_deleted() {
        expect(
                400,
                "{\"statusCode\":400,\"code\":\"ERR_FS_EISDIR\",\"error\":\"Bad Request\","
                        + "\"message\":\"Path is a directory: rm returned EISDIR (is a directory)"
                        + " \"}",
                wire.files(wire.delete("")));
    }

    @Test
    void a_name_that_is_too_long_is_told_as_such() {
        String name = "n".repeat(256);
        expect(
                400,
                "{\"statusCode\":400,\"code\":\"ENAMETOOLONG\",\"error\":\"Bad Request\","
                        + "\"message\":\"ENAMETOOLONG: name too long, open '"
                        + name
                        + "'\"}",
                wire.files(wire.post(name, "x")));
    }

    @Test
    void the_memory_store_is_silent_about_what_is_missing() {
        Reply read = wire.files(wire.get("none"));
        expect(404, "", read);
        assertEquals("-", header(read, "content-type"));
        expect(200, "", wire.files(wire.delete("none")));
    }

    @Test
    void unsafe_ids_and_bad_tokens_do_not_pass() {
        assertEquals(400, wire.files(new FakeRequest("GET", "..", "p1", "f")).status());
        assertEquals(400, wire.files(new FakeRequest("GET", "", "p1", "f")).status());
        assertEquals(400, wire.files(new FakeRequest("GET", "t1", "a/b", "f")).status());
        FakeRequest bad = wire.get("f").without("authorization");
        assertEquals(401, wire.files(bad.header("Authorization", "Bearer bad")).status());
    }

    private static void expect(int status, String body, Reply reply) {
        assertEquals(body, text(reply));
        assertEquals(status, reply.status());
    }
}
