package io.flowkeep.flows.http;

import io.flowkeep.flows.Flow;
import io.flowkeep.flows.FlowStatus;
import io.flowkeep.flows.IfMatch;
import io.flowkeep.http.EntityTag;
import io.flowkeep.http.Refusal;
import io.flowkeep.http.Reply;
import io.flowkeep.http.Request;
import io.flowkeep.json.Json;
import io.flowkeep.text.Utf8;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * Answers with an entity tag, or 304 if the client has them already.
 *
 * <p>Most have a weak tag made of their bytes, as with the server this replaces. One flow has a
 * strong tag that stands for its definition: the definition's fingerprint and when it came to be.
 * The run state is no part of it, so that a tag read before a start still guards a change after the
 * stop. But then the tag alone does not say that nothing has changed: so "not modified" is only
 * said of a flow to which nothing at all has happened since its definition came to be. It was
 * inactive then and is now, and any other state in between would have moved {@code updatedAt}; a
 * client that holds this tag has seen exactly what would be sent. Where a store does not know when
 * a definition came to be, the answer is always sent.
 */
final class Tagged {
    private static final String ETAG = "etag";
    private static final int HASH_CHARACTERS = 27;
    private static final Pattern NO_CACHE = Pattern.compile("(?:^|,)\\s*no-cache\\s*(?:,|$)");

    private Tagged() {}

    /** A JSON answer with a weak tag. */
    static Reply json(int status, JsonNode json) {
        byte[] bytes = Json.bytes(json);
        return Reply.bytes(status, Reply.JSON, bytes).with(ETAG, weak(bytes));
    }

    /** A text in HTML's media type with a weak tag. */
    static Reply html(int status, String text) {
        byte[] bytes = Utf8.bytes(text);
        return Reply.bytes(status, HtmlPage.TYPE, bytes).with(ETAG, weak(bytes));
    }

    /** A JSON answer about one flow, with the flow's strong tag. */
    static Reply flow(int status, JsonNode json, Flow flow) {
        return Reply.json(status, json).with(ETAG, strong(flow));
    }

    /** The answer, or 304 if the client has it. For GET and HEAD alone. */
    static Reply unlessKnown(Request request, Reply reply) {
        return header(reply)
                .filter(tag -> reply.status() == 200 && isKnown(request, tag))
                .map(tag -> Reply.empty(304).with(ETAG, tag))
                .orElse(reply);
    }

    /** As {@link #unlessKnown}, for an answer about one flow. */
    static Reply unlessKnown(Request request, Reply reply, Flow flow) {
        boolean untouched =
                flow.updatedAt().equals(flow.definedAt())
                        && flow.status().equals(FlowStatus.INACTIVE);
        return untouched ? unlessKnown(request, reply) : reply;
    }

    /**
     * Which definition a change is meant for. Weak tags never match, as RFC 9110 says.
     *
     * @throws Refusal 400 for what is no list of tags: ignoring it would lose the change that it
     *     was meant to protect
     */
    static IfMatch ifMatch(Request request) {
        return switch (EntityTag.wanted(request.headers("if-match"))) {
            case EntityTag.Wanted.Unsaid _, EntityTag.Wanted.Any _ -> new IfMatch.Any();
            case EntityTag.Wanted.Tags tags ->
                    new IfMatch.OneOf(
                            tags.strong().stream()
                                    .map(Tagged::fingerprint)
                                    .collect(Collectors.toSet()));
            case EntityTag.Wanted.Malformed _ ->
                    throw FlowErrors.refusal(400, "If-Match must be * or a list of entity tags");
        };
    }

    private static String fingerprint(String opaque) {
        int dot = opaque.indexOf('.');
        return dot < 0 ? opaque : opaque.substring(0, dot);
    }

    private static String strong(Flow flow) {
        Instant since = flow.definedAt();
        String moment =
                since.equals(Instant.EPOCH) ? "" : "." + Long.toString(since.toEpochMilli(), 36);
        return '"' + flow.definition().fingerprint() + moment + '"';
    }

    private static String weak(byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest(bytes);
            String text = Base64.getEncoder().encodeToString(hash).substring(0, HASH_CHARACTERS);
            return "W/\"" + Integer.toHexString(bytes.length) + "-" + text + "\"";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }

    private static Optional<String> header(Reply reply) {
        return reply.headers().stream()
                .filter(header -> header.name().equals(ETAG))
                .map(Reply.Header::value)
                .findFirst();
    }

    /** {@code no-cache} asks for the whole answer. */
    private static boolean isKnown(Request request, String tag) {
        return EntityTag.isNamed(request.headers("if-none-match"), tag)
                && !NO_CACHE.matcher(String.join(",", request.headers("cache-control"))).find();
    }
}
