package io.flowkeep.moving;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.flows.Flow;
import io.flowkeep.flows.FlowStatus;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class LineSourceTest {
    private static final String GOOD =
            "{\"project\":\"p\",\"scope\":\"global\",\"values\":{\"a\":1}}";

    private static <R> List<SourceItem<R>> read(Source<R> source) throws IOException {
        List<SourceItem<R>> pieces = new ArrayList<>();
        for (Optional<SourceItem<R>> each = source.next(); each.isPresent(); each = source.next()) {
            pieces.add(each.get());
        }
        return pieces;
    }

    private static Source<ScopeRecord> scopes(byte[] text) {
        return NeutralForm.CONTEXT.source(new ByteArrayInputStream(text), text.length);
    }

    private static Source<Flow> flows(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return NeutralForm.FLOWS.source(new ByteArrayInputStream(bytes), bytes.length);
    }

    private static SourceItem.Bad<ScopeRecord> bad(int line, String reason) {
        return new SourceItem.Bad<>(Integer.toString(line), "line " + line, reason);
    }

    @Test
    void a_broken_line_is_named_by_its_number_and_the_rest_is_read() throws Exception {
        String text = GOOD + "\n\n{\"project\":\n[]\n" + GOOD + "\r\n" + "nothing";
        List<SourceItem<ScopeRecord>> pieces = read(scopes(text.getBytes(UTF_8)));
        assertEquals("p/global", pieces.getFirst().key());
        assertEquals("1", pieces.getFirst().position());
        assertEquals(bad(3, "not JSON at offset 11"), pieces.get(1));
        assertEquals(bad(4, "the line is no JSON object"), pieces.get(2));
        assertEquals("5", pieces.get(3).position());
        assertEquals("line 6", pieces.get(4).key());
        assertEquals(5, pieces.size());
    }

    @Test
    void bytes_that_are_no_text_are_named() throws Exception {
        byte[] text = (GOOD + "\n{\"?\":1}\n").getBytes(UTF_8);
        text[GOOD.length() + 3] = (byte) 0xff;
        assertEquals(bad(2, "the line is not UTF-8"), read(scopes(text)).get(1));
    }

    @Test
    void a_line_without_end_does_not_fill_the_memory() throws Exception {
        byte[] text = new byte[Lines.MAX_BYTES + 10];
        Arrays.fill(text, (byte) ' ');
        text[text.length - 5] = '\n';
        assertEquals(
                List.of(bad(1, "the line is longer than 40 MiB")),
                read(scopes(text)).subList(0, 1));
    }

    @Test
    void reading_goes_on_behind_a_line() throws Exception {
        Source<ScopeRecord> source = scopes((GOOD + "\nbroken\n" + GOOD).getBytes(UTF_8));
        source.goOnBehind("2");
        assertEquals("3", read(source).getFirst().position());
        assertThrows(IOException.class, () -> scopes(GOOD.getBytes(UTF_8)).goOnBehind("2"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"project\":\"a/b\",\"scope\":\"global\",\"values\":{}}",
                "{\"project\":7,\"scope\":\"global\",\"values\":{}}",
                "{\"project\":\"p\",\"values\":{}}",
                "{\"project\":\"p\",\"scope\":\"global\"}",
                "{\"project\":\"p\",\"scope\":\"global\",\"values\":[1]}"
            })
    void an_object_that_is_no_scope_is_refused(String line) throws Exception {
        assertTrue(read(scopes(line.getBytes(UTF_8))).getFirst() instanceof SourceItem.Bad);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"id\":\"x\"}",
                "{\"id\":\"000000000000000000000001\"}",
                "{\"id\":\"000000000000000000000001\",\"createdAt\":\"noon\",\"updatedAt\":\"noon\"}",
                "{\"id\":\"000000000000000000000001\",\"createdAt\":\"2026-05-01T12:00:00Z\","
                        + "\"updatedAt\":\"2026-05-01T12:00:00Z\",\"_flowkeep\":{}}"
            })
    void an_object_that_is_no_flow_is_refused(String line) throws Exception {
        assertTrue(read(flows(line)).getFirst() instanceof SourceItem.Bad);
    }

    @Test
    void a_flow_as_the_api_shows_it_can_be_read() throws Exception {
        String line =
                "{\"name\":\"a\",\"owners\":[{\"id\":\"u\",\"type\":\"user\"}],\"status\":\"active\","
                    + "\"createdAt\":\"2026-05-01T12:00:00.000Z\","
                    + "\"updatedAt\":\"2026-05-02T12:00:00.000Z\","
                    + "\"id\":\"5CA5C44C187C040010A9BB8B\"}";
        if (!(read(flows(line)).getFirst() instanceof SourceItem.Good<Flow> good)) {
            throw new AssertionError("refused");
        }
        Flow flow = good.content();
        assertEquals("5ca5c44c187c040010a9bb8b", flow.id().hex());
        assertEquals(FlowStatus.ACTIVE, flow.status());
        assertTrue(flow.run().ran());
        assertEquals(Instant.parse("2026-05-02T12:00:00Z"), flow.run().since());
        assertEquals(Instant.EPOCH, flow.definedAt());
        assertEquals("a", flow.definition().text("name"));
        assertEquals(2, flow.definition().json().size());
    }
}
