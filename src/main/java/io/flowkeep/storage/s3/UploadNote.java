package io.flowkeep.storage.s3;

import io.flowkeep.text.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A note of an upload in parts, kept in an object of its own. Written before the upload begins,
 * without an id, and again when the store has named one: a server that dies in between leaves an
 * upload that can be told from those of others by its key and its time. Immutable.
 *
 * @param uploadId empty if the server crashed before it received the id
 */
record UploadNote(String uploadId, String key) {
    /** The prefix of the notes. */
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

    /** The note under a key; empty if there is none or it cannot be read. */
    static Optional<UploadNote> read(Bucket bucket, String noteKey) {
        return bucket.open(noteKey, "")
                .map(body -> new String(bucket.read(noteKey, body), StandardCharsets.UTF_8))
                .map(text -> text.split("\n", 2))
                .filter(lines -> lines.length == 2)
                .map(lines -> new UploadNote(lines[0], lines[1]));
    }
}
