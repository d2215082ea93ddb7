package io.flowkeep.files.http;

import static io.flowkeep.files.http.FilesOnTheWire.header;
import static io.flowkeep.files.http.FilesOnTheWire.text;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.flowkeep.files.Quota;
import io.flowkeep.http.Reply;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The file holds "0123456789" and was written at 03:04:05.678; a minute has passed since. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class ConditionalRequestsTest {
    private static final String WRITTEN = "Sun, 22 Nov 2026 03:04:05 GMT";
    private static final String BEFORE = "Sun, 22 Nov 2026 03:04:04 GMT";
    private final FilesOnTheWire wire = new FilesOnTheWire(Quota.NONE);
    private String etag = "";

    @BeforeEach
    void write() {
        etag = header(wire.files(wire.post("f", "0123456789")), "etag");
    }

    @ParameterizedTest
    @CsvSource({
        "if-none-match,ETAG,304",
        "if-none-match,W/ETAG,304",
        "if-none-match,*,304",
        "if-none-match,'\"x\", ETAG',304",
        "if-none-match,\"x\",200",
        "if-none-match,bad,200",
        "if-match,ETAG,200",
        "if-match,W/ETAG,412",
        "if-match,*,200",
        "if-match,\"x\",412",
        "if-modified-since,WRITTEN,304",
        "if-modified-since,BEFORE,200",
        "if-modified-since,never,200",
        "if-unmodified-since,WRITTEN,200",
        "if-unmodified-since,BEFORE,412",
        "if-unmodified-since,never,200"
    })
    void reading_on_a_condition(String header, String value, int status) {
        for (FakeRequest request : new FakeRequest[] {wire.get("f"), wire.head("f")}) {
            Reply reply = wire.files(request.header(header, filled(value)));
            assertEquals(status, reply.status());
            if (status == 304) {
                assertEquals("", text(reply));
                assertEquals(etag, header(reply, "etag"));
            }
        }
    }

    @Test
    void a_tag_beats_a_date() {
        Reply reply =
                wire.files(
                        wire.get("f")
                                .header("if-none-match", "\"x\"")
                                .header("if-modified-since", WRITTEN));
        assertEquals(200, reply.status());
        reply =
                wire.files(
                        wire.get("f")
                                .header("if-match", etag)
                                .header("if-unmodified-since", BEFORE));
        assertEquals(200, reply.status());
    }

    @ParameterizedTest
    @CsvSource({
        "if-match,ETAG,200",
        "if-match,W/ETAG,412",
        "if-match,\"x\",412",
        "if-match,*,200",
        "if-match,bad,400",
        "if-none-match,*,412",
        "if-none-match,ETAG,412",
        "if-none-match,W/ETAG,412",
        "if-none-match,\"x\",200",
        "if-none-match,bad,400",
        "if-unmodified-since,WRITTEN,200",
        "if-unmodified-since,BEFORE,412"
    })
    void changing_on_a_condition(String header, String value, int status) {
        FakeRequest append = wire.post("f", "x").header("FF_MODE", "append");
        if (status != 200) {
            assertEquals(status, wire.files(append.header(header, filled(value))).status());
        }
        FakeRequest replace = wire.post("f", "0123456789").header(header, filled(value));
        Reply replaced = wire.files(replace);
        assertEquals(status, replaced.status());
        etag = status == 200 ? header(replaced, "etag") : etag;
        assertEquals(status, wire.files(wire.delete("f").header(header, filled(value))).status());
    }

    @Test
    void a_missing_file_fails_if_match_and_passes_if_none_match() {
        assertEquals(412, wire.files(wire.post("new", "x").header("If-Match", "*")).status());
        assertEquals(412, wire.files(wire.delete("new").header("If-Match", etag)).status());
        assertEquals(200, wire.files(wire.post("new", "x").header("If-None-Match", "*")).status());
        assertEquals(412, wire.files(wire.post("new", "x").header("If-None-Match", "*")).status());
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-3,0123,bytes 0-3/10",
        "bytes=8-,89,bytes 8-9/10",
        "bytes=-2,89,bytes 8-9/10",
        "'bytes=0-1,2-3',0123,bytes 0-3/10"
    })
    void one_range_is_sent_plainly(String range, String body, String contentRange) {
        Reply reply = wire.files(wire.get("f").header("Range", range));
        assertEquals(206, reply.status());
        assertEquals(body, text(reply));
        assertEquals(contentRange, header(reply, "content-range"));
        assertEquals("application/octet-stream", header(reply, "content-type"));
        assertEquals(etag, header(reply, "etag"));
    }

    @Test
    void several_ranges_are_sent_as_parts() {
        Reply reply = wire.files(wire.get("f").header("Range", "bytes=7-8,0-1"));
        assertEquals(206, reply.status());
        String type = header(reply, "content-type");
        String boundary = type.substring("multipart/byteranges; boundary=".length());
        assertEquals(
                "--B\r\ncontent-type: application/octet-stream\r\ncontent-range: bytes 7-8/10\r\n"
                        + "\r\n78\r\n"
                        + "--B\r\ncontent-type: application/octet-stream\r\ncontent-range: bytes"
                        + " 0-1/10\r\n\r\n01\r\n--B--\r\n",
                text(reply).replace(boundary, "B"));
        assertEquals("-", header(reply, "content-range"));
    }

    @Test
    void a_range_beyond_the_end_is_416() {
        Reply reply = wire.files(wire.get("f").header("Range", "bytes=10-"));
        assertEquals(416, reply.status());
        assertEquals("bytes */10", header(reply, "content-range"));
    }

    @Test
    void head_knows_no_ranges() {
        assertEquals(200, wire.files(wire.head("f").header("Range", "bytes=0-1")).status());
    }

    @ParameterizedTest
    @CsvSource({"ETAG,206", "W/ETAG,200", "\"x\",200", "WRITTEN,206", "BEFORE,200", "nonsense,200"})
    void a_range_counts_only_if_nothing_has_changed(String value, int status) {
        FakeRequest request = wire.get("f").header("Range", "bytes=0-1");
        assertEquals(status, wire.files(request.header("If-Range", filled(value))).status());
    }

    private String filled(String value) {
        return value.replace("ETAG", etag).replace("WRITTEN", WRITTEN).replace("BEFORE", BEFORE);
    }
}
