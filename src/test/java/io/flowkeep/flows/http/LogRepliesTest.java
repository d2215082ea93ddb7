package io.flowkeep.flows.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.flows.FlowId;
import io.flowkeep.flows.StepId;
import io.flowkeep.flows.StepLogs;
import io.flowkeep.flows.StepLogs.Answer;
import io.flowkeep.http.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class LogRepliesTest {

    private static void fails(int status, String message, Answer answer) {
        Reply reply = LogReplies.of(answer);
        assertEquals(status, reply.status());
        assertEquals(List.of(new Reply.Header("content-type", Reply.JSON)), reply.headers());
        assertEquals(
                "{\"errors\":[{\"message\":\"" + message + "\",\"code\":" + status + "}]}",
                new String(
                        assertInstanceOf(Reply.Content.Bytes.class, reply.content()).bytes(),
                        StandardCharsets.UTF_8));
    }

    @Test
    void without_a_logging_service_it_is_501() {
        Answer answer =
                StepLogs.NONE.fetch(new FlowId("6b0246d5577d343cc26da846"), new StepId("s"), "");
        fails(501, "No logging service is configured", answer);
    }

    @Test
    void a_service_that_is_away_or_elsewhere_is_502() {
        fails(502, "The logging service cannot be reached", new Answer.Unreachable());
        fails(502, "The logging service answered with a redirect", new Answer.Redirected());
    }

    @Test
    void a_silent_service_is_504() {
        fails(504, "The logging service did not answer in time", new Answer.TooLate());
    }

    @Test
    void what_is_told_is_handed_on_as_it_is() throws IOException {
        FixedLogs logs = new FixedLogs("logs", OptionalLong.of(4));
        Reply reply =
                LogReplies.of(new Answer.Told(206, List.of(new StepLogs.Header("x-a", "1")), logs));
        assertEquals(206, reply.status());
        assertEquals(List.of(new Reply.Header("x-a", "1")), reply.headers());
        var stream = assertInstanceOf(Reply.Content.Stream.class, reply.content());
        assertEquals(4, stream.length());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        stream.writer().writeTo(out);
        assertEquals("logs", out.toString(StandardCharsets.UTF_8));
        assertEquals(false, logs.isClosed());
        stream.writer().close();
        assertTrue(logs.isClosed());
    }

    @Test
    void what_has_no_length_is_sent_in_chunks() {
        FixedLogs logs = new FixedLogs("logs", OptionalLong.empty());
        Reply reply = LogReplies.of(new Answer.Told(404, List.of(), logs));
        assertInstanceOf(Reply.Content.Chunked.class, reply.content());
    }

    @Test
    void what_is_empty_is_closed_at_once() {
        FixedLogs logs = new FixedLogs("logs", OptionalLong.of(0));
        Reply reply = LogReplies.of(new Answer.Told(204, List.of(), logs));
        assertInstanceOf(Reply.Content.Empty.class, reply.content());
        assertTrue(logs.isClosed());
    }
}
