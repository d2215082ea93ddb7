package io.flowkeep.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class ReplyHeadTest {
    private static final List<String> SECURITY =
            SecurityHeaders.ALL.stream().map(Reply.Header::toString).toList();

    private static List<String> sent(ReplyHead head) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        head.addTo(headers);
        return headers.entries().stream().map(ReplyHeadTest::text).toList();
    }

    private static String text(Map.Entry<String, String> header) {
        return new Reply.Header(header.getKey(), header.getValue()).toString();
    }

    @Test
    void it_sends_the_security_headers_and_then_its_own() {
        assertEquals(SECURITY, sent(ReplyHead.of(204)));
        ReplyHead head = ReplyHead.of(200).with("a", "1").with("b", "2");
        List<String> own = head.headers().stream().map(Reply.Header::toString).toList();
        assertEquals(2, own.size());
        assertEquals(Stream.concat(SECURITY.stream(), own.stream()).toList(), sent(head));
    }

    @Test
    void a_security_header_of_its_own_takes_the_place_of_the_other() {
        ReplyHead head = ReplyHead.of(200).with("X-Frame-Options", "SAMEORIGIN").with("a", "1");
        List<String> expected =
                Stream.concat(
                                SECURITY.stream().filter(each -> !each.contains("X-Frame-Options")),
                                head.headers().stream().map(Reply.Header::toString))
                        .toList();
        assertEquals(expected, sent(head));
    }

    @Test
    void an_answer_has_the_headers_of_its_head_before_its_own() {
        ReplyHead head = ReplyHead.of(206).with("a", "1");
        Reply reply = new Reply(head, List.of(), new Reply.Content.Empty()).with("b", "2");
        assertEquals(206, reply.status());
        assertEquals(
                List.of(new Reply.Header("a", "1"), new Reply.Header("b", "2")), reply.headers());
    }
}
