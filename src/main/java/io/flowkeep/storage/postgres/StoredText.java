package io.flowkeep.storage.postgres;

import io.flowkeep.storage.sql.JsonName;
import io.flowkeep.text.Utf8;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A client's text as it is stored: JSON, and for a long one a short key in its place, since
 * PostgreSQL's indexes take no more than 2704 bytes. Immutable.
 *
 * @param key unique to the text, at most 600 bytes of UTF-8
 * @param whole the JSON if the key is not it
 */
record StoredText(String key, @Nullable String whole) {
    /**
     * Together with a project name of 1020 bytes, the longest that was taken over, this still fits
     * into an index.
     */
    private static final int LONGEST_KEY = 200;

    /** JSON texts begin with a quote, so no other key looks like this. */
    private static final String DIGEST = "#";

    static StoredText of(String text) {
        String json = JsonName.of(text);
        return json.length() <= LONGEST_KEY
                ? new StoredText(json, null)
                : new StoredText(DIGEST + digest(json), json);
    }

    /** The text of two columns. */
    static String read(String key, @Nullable String whole) {
        return JsonName.read(whole == null ? key : whole);
    }

    private static String digest(String json) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(Utf8.bytes(json));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
