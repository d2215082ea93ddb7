package io.flowkeep.http;

import io.flowkeep.json.Json;
import io.flowkeep.text.Utf8;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * An answer: a head, the headers of this one answer and one of five kinds of content. Immutable.
 * The shell adds the security headers, Date, request id and Content-Length.
 *
 * @param head what is the same each time; worth keeping where many answers have it
 * @param own sent after those of the head, in this order; a security header given here is sent in
 *     place of the shell's; other headers of the shell win
 */
public record Reply(ReplyHead head, List<Header> own, Content content) {

    /** The media type of all JSON answers. */
    public static final String JSON = "application/json; charset=utf-8";

    private static final ReplyHead JSON_200 = ReplyHead.of(200).with("content-type", JSON);

    /** Copies the headers. */
    public Reply {
        own = List.copyOf(own);
    }

    /** An answer whose headers are all its own. */
    public Reply(int status, List<Header> headers, Content content) {
        this(ReplyHead.of(status), headers, content);
    }

    public int status() {
        return head.status();
    }

    /** All headers that were given, in the order to send. */
    public List<Header> headers() {
        List<Header> all = new ArrayList<>(head.headers());
        all.addAll(own);
        return all;
    }

    /** One header line. */
    public record Header(String name, String value) {}

    /** What is sent. */
    public sealed interface Content {
        /** Nothing: Content-Length 0 (none at all for 204 and 304). */
        record Empty() implements Content {}

        /** Bytes in hand. The array is handed over. */
        @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
        record Bytes(byte[] bytes) implements Content {}

        /**
         * A part of an open file, sent without copying. The shell closes the channel, also when
         * sending fails.
         */
        record FileRegion(FileChannel file, long offset, long length) implements Content {}

        /**
         * Bytes that are made while they are sent; the writer runs on the request's thread and is
         * closed in any case.
         */
        record Stream(long length, Writer writer) implements Content {}

        /**
         * As {@link Stream}, of a length that is not known beforehand. If the writer fails, the
         * connection breaks off, so that the client does not take a part for the whole.
         */
        record Chunked(Writer writer) implements Content {}
    }

    /** Writes a streamed content; each write blocks until the client keeps up. */
    public interface Writer extends AutoCloseable {
        /** Writes exactly the promised number of bytes, if one was promised. */
        void writeTo(OutputStream out) throws IOException;

        @Override
        default void close() throws IOException {}
    }

    /** An answer without content. */
    public static Reply empty(int status) {
        return new Reply(status, List.of(), new Content.Empty());
    }

    /** An answer of bytes of one media type. */
    public static Reply bytes(int status, String mediaType, byte[] bytes) {
        return new Reply(
                status, List.of(new Header("content-type", mediaType)), new Content.Bytes(bytes));
    }

    /** A text answer in UTF-8. */
    public static Reply text(int status, String mediaType, String text) {
        return bytes(status, mediaType, Utf8.bytes(text));
    }

    /** A JSON answer. */
    public static Reply json(int status, JsonNode json) {
        byte[] bytes = Json.bytes(json);
        return status == 200
                ? new Reply(JSON_200, List.of(), new Content.Bytes(bytes))
                : bytes(status, JSON, bytes);
    }

    /** The same answer with one more header. */
    public Reply with(String name, String value) {
        List<Header> more = new ArrayList<>(own);
        more.add(new Header(name, value));
        return new Reply(head, more, content);
    }
}
