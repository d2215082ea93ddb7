package io.flowkeep.storage.s3;

import io.flowkeep.files.FileVersion;
import io.flowkeep.text.Utf8;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * An object as it was when it was looked at. Immutable.
 *
 * @param etag as the store writes it, with its quotes; empty if it does not say
 * @param change the id of the change that made it, or empty if another program did
 */
record ObjectState(long sizeBytes, Instant modified, String etag, String change) {
    /** The metadata in which a change leaves its id. */
    static final String CHANGE = "flowkeep-change";

    private static final Pattern PLAIN = Pattern.compile("[0-9A-Za-z_-]+");

    /** Listings give milliseconds where the object itself gives seconds. */
    static Instant wholeSeconds(Instant moment) {
        return moment.truncatedTo(ChronoUnit.SECONDS);
    }

    static ObjectState of(GetObjectResponse response) {
        return new ObjectState(
                total(response),
                wholeSeconds(response.lastModified()),
                etag(response),
                change(response.metadata()));
    }

    static String etag(GetObjectResponse response) {
        @Nullable String etag = response.eTag();
        return etag == null ? "" : etag;
    }

    FileVersion version() {
        return new FileVersion(sizeBytes, modified, tag(etag));
    }

    /**
     * Stores differ in what they put between the quotes; a tag that cannot be sent to clients as it
     * is gets encoded.
     */
    static String tag(String etag) {
        String bare = TagQuoting.bare(etag);
        return PLAIN.matcher(bare).matches()
                ? bare
                : "e_" + Base64.getUrlEncoder().withoutPadding().encodeToString(Utf8.bytes(bare));
    }

    /** Not every store returns the name in small letters. */
    private static String change(Map<String, String> metadata) {
        return metadata.entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(CHANGE))
                .map(Map.Entry::getValue)
                .findAny()
                .orElse("");
    }

    private static long total(GetObjectResponse response) {
        String range = response.contentRange();
        return range == null
                ? response.contentLength()
                : Long.parseLong(range.substring(range.lastIndexOf('/') + 1));
    }
}
