package io.flowkeep.files.http;

import io.flowkeep.files.FileContent;
import io.flowkeep.files.FileVersion;
import io.flowkeep.files.Opened;
import io.flowkeep.files.http.ByteRanges.ByteRange;
import io.flowkeep.files.http.ByteRanges.Selection;
import io.flowkeep.http.EntityTag;
import io.flowkeep.http.ErrorReply;
import io.flowkeep.http.HttpTime;
import io.flowkeep.http.Reply;
import io.flowkeep.http.ReplyHead;
import io.flowkeep.http.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Turns an open file into its answer: whole, in parts, or only "not modified". Each answer either
 * carries the content, which the shell then closes, or has closed it. Safe for concurrent use if
 * the random source is.
 */
final class FileReplies {
    /**
     * Every file is sent with this type, whatever its upload said, as by the server this replaces.
     */
    static final String OCTETS = "application/octet-stream";

    private static final ReplyHead WHOLE = ReplyHead.of(200).with("content-type", OCTETS);
    private static final ReplyHead PART = ReplyHead.of(206).with("content-type", OCTETS);

    private static final Reply.Header ACCEPT_RANGES = new Reply.Header("accept-ranges", "bytes");

    private final InstantSource clock;
    private final RandomGenerator random;

    FileReplies(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /** Answers GET or HEAD. */
    Reply reply(Request request, Opened.Found found) {
        FileVersion version = found.version();
        Conditions conditions = new Conditions(request);
        return switch (conditions.forReading(version)) {
            case FAILED -> closed(found, FileErrors.preconditionFailed());
            case NOT_MODIFIED -> closed(found, notModified(version));
            case SEND -> send(request, found, conditions);
        };
    }

    private static Reply notModified(FileVersion version) {
        return new Reply(
                ReplyHead.of(304),
                List.of(etag(version), lastModified(version)),
                new Reply.Content.Empty());
    }

    private static Reply.Header etag(FileVersion version) {
        return new Reply.Header("etag", EntityTag.header(version.tag()));
    }

    private static Reply.Header lastModified(FileVersion version) {
        return new Reply.Header("last-modified", HttpTime.header(version.modified()));
    }

    private Reply send(Request request, Opened.Found found, Conditions conditions) {
        FileVersion version = found.version();
        // Range is defined for GET alone (RFC 9110, 14.2).
        Optional<String> range =
                request.method().equals("GET") ? request.header("range") : Optional.empty();
        Selection selection =
                range.isPresent() && conditions.rangeCounts(version, clock)
                        ? ByteRanges.select(range.get(), version.sizeBytes())
                        : new Selection.Whole();
        return switch (selection) {
            case Selection.Whole _ ->
                    whole(WHOLE, found, new ByteRange(0, version.sizeBytes() - 1));
            case Selection.Parts(var ranges) when ranges.size() == 1 ->
                    whole(PART, found, ranges.getFirst())
                            .with("content-range", ranges.getFirst().header(version.sizeBytes()));
            case Selection.Parts(var ranges) -> parts(found, ranges);
            case Selection.Unsatisfiable _ ->
                    closed(
                            found,
                            ErrorReply.of(416, "No byte of the file is in the range")
                                    .with("content-range", "bytes */" + version.sizeBytes()));
        };
    }

    private static Reply whole(ReplyHead head, Opened.Found found, ByteRange range) {
        Reply.Content content =
                switch (found.content()) {
                    case FileContent.InMemory(byte[] bytes) ->
                            new Reply.Content.Bytes(slice(bytes, range));
                    case FileContent.Region(var file, _) ->
                            new Reply.Content.FileRegion(file, range.first(), range.length());
                    case FileContent.Remote(var source, _) ->
                            new Reply.Content.Stream(
                                    range.length(), new RemoteWriter(source, range));
                };
        return headed(head, content, found.version());
    }

    private Reply parts(Opened.Found found, List<ByteRange> ranges) {
        String boundary = String.format(Locale.ROOT, "flowkeep-%016x", random.nextLong());
        long size = found.version().sizeBytes();
        MultipartRanges parts = new MultipartRanges(found.content(), ranges, size, boundary);
        return headed(
                ReplyHead.of(206).with("content-type", parts.mediaType()),
                new Reply.Content.Stream(parts.length(), parts),
                found.version());
    }

    private static Reply headed(ReplyHead head, Reply.Content content, FileVersion version) {
        return new Reply(
                head, List.of(etag(version), lastModified(version), ACCEPT_RANGES), content);
    }

    private static byte[] slice(byte[] bytes, ByteRange range) {
        return range.length() == bytes.length
                ? bytes
                : Arrays.copyOfRange(bytes, (int) range.first(), (int) range.last() + 1);
    }

    private static Reply closed(Opened.Found found, Reply reply) {
        try {
            found.content().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return reply;
    }
}
