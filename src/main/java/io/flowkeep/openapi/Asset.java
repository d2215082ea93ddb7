package io.flowkeep.openapi;

import io.flowkeep.http.EntityTag;
import io.flowkeep.http.Reply;
import io.flowkeep.http.Request;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * Bytes that stay the same as long as the server runs, with what a browser needs to keep them.
 * Immutable; the array is never changed.
 *
 * @param mediaType as sent
 * @param cacheControl as sent
 * @param entityTag a strong one, quotes included
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Asset(String mediaType, String cacheControl, String entityTag, byte[] bytes) {
    /** Must be revalidated each time, which costs a 304. */
    static final String CHECKED = "no-cache";

    /** An asset, its tag made from its content. */
    static Asset of(String mediaType, String cacheControl, byte[] bytes) {
        return new Asset(mediaType, cacheControl, tag(bytes), bytes);
    }

    /** The asset, or that the client has it already. */
    Reply reply(Request request) {
        boolean known = EntityTag.isNamed(request.headers("if-none-match"), entityTag);
        Reply reply = known ? Reply.empty(304) : Reply.bytes(200, mediaType, bytes);
        return reply.with("etag", entityTag).with("cache-control", cacheControl);
    }

    private static String tag(byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            byte[] first = Arrays.copyOf(hash, 12);
            return '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(first) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
