package io.flowkeep.storage.s3;

import io.flowkeep.text.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What is written down of an upload in parts, in an object of its own. Written before the upload
 * begins, without an id, and again when the store has named one: a server that dies in between
 * leaves an upload that can be told from those of others by its key and its time. Immutable.
 *
 * @param uploadId empty if the server did not live to hear it
 */
record UploadNote(String uploadId, String key) {
    /** Where they lie. */
    static final String NOTES = ObjectKeys.OWN + "uploads/";

    static void intend(Bucket bucket, String key, String change) {
        write(bucket, key, change, "");
    }

    static void write(Bucket bucket, String key, String change, String uploadId) {
        bucket.putOwn(NOTES + change, Utf8.bytes(uploadId + "\n" + key));
    }

    static void delete(Bucket bucket, String change) {
        bucket.deleteOwn(NOTES + change);
    }

    /** A note, if it is there and is one. */
    static Optional<UploadNote> read(Bucket bucket, String noteKey) {
        return bucket.open(noteKey, "")
                .map(body -> new String(bucket.read(noteKey, body), StandardCharsets.UTF_8))
                .map(text -> text.split("\n", 2))
                .filter(lines -> lines.length == 2)
                .map(lines -> new UploadNote(lines[0], lines[1]));
    }
}
