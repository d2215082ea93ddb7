package io.flowkeep.flows.http;

import io.flowkeep.flows.StepLogs;
import io.flowkeep.http.Reply;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.OptionalLong;

/** The logging service's answer, or that there was none, as an answer to the client. */
final class LogReplies {
    private LogReplies() {}

    /** Takes the content along. */
    static Reply of(StepLogs.Answer answer) {
        return switch (answer) {
            case StepLogs.Answer.Told told -> told(told);
            case StepLogs.Answer.Unconfigured() ->
                    FlowErrors.untagged(501, "No logging service is configured");
            case StepLogs.Answer.Unreachable() ->
                    FlowErrors.untagged(502, "The logging service cannot be reached");
            case StepLogs.Answer.Redirected() ->
                    FlowErrors.untagged(502, "The logging service answered with a redirect");
            case StepLogs.Answer.TooLate() ->
                    FlowErrors.untagged(504, "The logging service did not answer in time");
        };
    }

    static Reply invalidStep() {
        return FlowErrors.of(400, "Invalid step id");
    }

    private static Reply told(StepLogs.Answer.Told told) {
        List<Reply.Header> headers =
                told.headers().stream()
                        .map(header -> new Reply.Header(header.name(), header.value()))
                        .toList();
        return new Reply(told.status(), headers, content(told.content()));
    }

    private static Reply.Content content(StepLogs.Content content) {
        OptionalLong bytes = content.bytes();
        if (bytes.isEmpty()) {
            return new Reply.Content.Chunked(new Written(content));
        }
        if (bytes.getAsLong() == 0) {
            content.close();
            return new Reply.Content.Empty();
        }
        return new Reply.Content.Stream(bytes.getAsLong(), new Written(content));
    }

    private record Written(StepLogs.Content content) implements Reply.Writer {
        @Override
        public void writeTo(OutputStream out) throws IOException {
            content.writeTo(out);
        }

        @Override
        public void close() {
            content.close();
        }
    }
}
