package io.flowkeep.flows.http;

import static io.flowkeep.flows.http.FlowsClient.error;
import static io.flowkeep.flows.http.FlowsClient.flow;
import static io.flowkeep.flows.http.FlowsClient.text;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.flowkeep.contract.FlowServers.Setup;
import io.flowkeep.http.RawClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What bodies are read, and what is said of those that cannot be. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class BodiesTest {
    private static final int LIMIT = 102_400;
    private static final String JSON = "Content-Type: application/json";
    private final FlowsOnTheWire servers =
            new FlowsOnTheWire().with(new FlowsFaceSettings(LIMIT, true, 500));
    private FlowsClient client;

    @BeforeEach
    void start() throws IOException {
        client = new FlowsClient(servers.start(Setup.USUAL));
    }

    @AfterEach
    void stop() {
        servers.close();
    }

    /** A sound flow of exactly so many bytes. */
    private static byte[] flowOf(int bytes) {
        String flow = flow("a");
        return (flow + " ".repeat(bytes - flow.length())).getBytes(StandardCharsets.UTF_8);
    }

    private RawClient.Answer post(byte[] body, String... headers) throws IOException {
        return client.send("POST", "/flows", body, headers);
    }

    @Test
    void the_limit_itself_passes_and_one_byte_more_does_not() throws IOException {
        assertEquals(201, post(flowOf(LIMIT), JSON).status());
        RawClient.Answer answer = post(flowOf(LIMIT + 1), JSON);
        assertEquals(413, answer.status());
        assertEquals(error(413, "request entity too large"), text(answer));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "DELETE", "PATCH"})
    void the_limit_holds_for_every_route(String method) throws IOException {
        assertEquals(
                413, client.send(method, "/flows/123456789012", flowOf(LIMIT + 1), JSON).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "GZIP"})
    void of_a_packed_body_the_unpacked_size_counts(String coding) throws IOException {
        String header = "Content-Encoding: " + coding;
        assertEquals(201, post(packed(coding, flowOf(300)), JSON, header).status());
        assertEquals(201, post(packed(coding, flowOf(70_000)), JSON, header).status());
        assertEquals(201, post(packed(coding, flowOf(LIMIT)), JSON, header).status());
        assertEquals(413, post(packed(coding, flowOf(LIMIT + 1)), JSON, header).status());
        assertEquals(413, post(packed(coding, flowOf(50_000_000)), JSON, header).status());
    }

    @Test
    void a_packed_body_that_is_none_is_said_so() throws IOException {
        String gzip = "Content-Encoding: gzip";
        assertEquals(error(400, "incorrect header check"), text(post(flowOf(300), JSON, gzip)));
        byte[] half = Arrays.copyOf(packed("gzip", flowOf(300)), 40);
        assertEquals(error(400, "unexpected end of file"), text(post(half, JSON, gzip)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "zstd", "gzip, br"})
    void other_codings_are_refused(String coding) throws IOException {
        RawClient.Answer answer = post(flowOf(300), JSON, "Content-Encoding: " + coding);
        assertEquals(error(415, "unsupported content encoding \"" + coding + "\""), text(answer));
    }

    @ParameterizedTest
    @CsvSource({"utf-8,UTF-8", "UTF-16,UTF-16LE", "utf-16,UTF-16", "utf-16be,UTF-16BE"})
    void texts_of_Unicode_are_read(String named, String charset) throws IOException {
        byte[] body = flow("ä").getBytes(Charset.forName(charset));
        RawClient.Answer answer =
                post(body, "Content-Type: Application/JSON; charset=\"" + named + "\"");
        assertEquals(201, answer.status(), text(answer));
        assertEquals("ä", FlowsClient.parse(answer).path("data").path("name").asString(""));
    }

    @ParameterizedTest
    @CsvSource({"iso-8859-1,ISO-8859-1", "utf-32,UTF-32", "utf-9,UTF-9"})
    void other_charsets_are_refused(String named, String shown) throws IOException {
        assertEquals(
                error(415, "unsupported charset \"" + shown + "\""),
                text(post(flowOf(300), JSON + ";charset=" + named)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/plain", "application/vnd.api+json", "application/json-patch+json"})
    void other_media_types_count_as_an_empty_flow(String type) throws IOException {
        assertEquals(
                error(400, "Flows require a graph."),
                text(post(flowOf(300), "Content-Type: " + type)));
    }

    @Test
    void a_mark_before_the_text_is_no_part_of_it() throws IOException {
        byte[] body = ("\ufeff" + flow("a")).getBytes(StandardCharsets.UTF_8);
        assertEquals(201, post(body, JSON).status());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "null | The body is JSON, but no object and no array",
                "5 | The body is JSON, but no object and no array",
                "undefined | The body is not JSON, see line 1, column 1",
                "` ` | The body is not JSON, see line 1, column 2",
                "{\"a\":1}} | The body is not JSON, see line 1, column 8",
                "{\"a\": | The body is not JSON, see line 1, column 6",
                "{\"a\":1,} | The body is not JSON, see line 1, column 8",
                "[1,] | The body is not JSON, see line 1, column 4",
                "{a:1} | The body is not JSON, see line 1, column 2",
                "[01] | The body is not JSON, see line 1, column 3",
                "`{\n  \"a\": x\n}` | The body is not JSON, see line 2, column 8",
                "{\" | The body is not JSON, see line 1, column 3",
                "[object Object] | The body is not JSON, see line 1, column 2",
            })
    void malformed_JSON_is_said_with_its_place(String body, String message) throws IOException {
        RawClient.Answer answer = post(body.getBytes(StandardCharsets.UTF_8), JSON);
        assertEquals(error(400, message), text(answer));
    }

    @Test
    void what_is_nested_too_deep_is_refused() throws IOException {
        String deep = "{\"flowSettings\":" + "[".repeat(600) + "]".repeat(600) + "}";
        RawClient.Answer answer = post(deep.getBytes(StandardCharsets.UTF_8), JSON);
        assertEquals(
                error(
                        400,
                        "JSON is nested deeper than 500 levels or has a number of more than 10000"
                                + " digits"),
                text(answer));
    }

    @Test
    void brackets_alone_need_no_stack() throws IOException {
        byte[] brackets = "[".repeat(LIMIT).getBytes(StandardCharsets.UTF_8);
        assertEquals(400, post(brackets, JSON).status());
    }

    private static byte[] packed(String coding, byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out =
                coding.equalsIgnoreCase("gzip")
                        ? new GZIPOutputStream(packed)
                        : new DeflaterOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }
}
