package io.flowkeep.storage.s3;

import io.flowkeep.faults.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Removes what crashes left below {@code .flowkeep/}, and the uploads that the notes there name.
 * What is younger than a day may belong to a write that is still under way, of this server or of
 * another. Safe for concurrent use, by several servers as well.
 */
record Leftovers(Bucket bucket, InstantSource clock) {
    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);
    private static final Duration KEPT = Duration.ofDays(1);

    /**
     * The longest time between a note without an id and the beginning of its upload, by the store's
     * own clock.
     */
    private static final Duration APART = Duration.ofMinutes(5);

    /** Stores tell the time of a note and of an upload in seconds or finer. */
    private static final Duration ROUNDED = Duration.ofSeconds(1);

    void sweep() {
        Instant limit = clock.instant().minus(KEPT);
        List<S3Object> old = new ArrayList<>();
        bucket.pages()
                .each(
                        ObjectKeys.OWN,
                        object -> {
                            if (object.lastModified().isBefore(limit)) {
                                old.add(object);
                            }
                        });
        int swept = 0;
        for (S3Object object : old) {
            swept += clear(object) ? 1 : 0;
        }
        swept += sweepOwnUploads(limit);
        if (swept > 0) {
            LOG.info("{} leftovers of broken-off writes cleared away", swept);
        }
    }

    private boolean clear(S3Object object) {
        String key = object.key();
        if (key.startsWith(UploadNote.NOTES)) {
            Optional<UploadNote> note = UploadNote.read(bucket, key);
            if (note.isPresent() && !endUpload(note.get(), object.lastModified())) {
                return false;
            }
        } else if (!key.startsWith(AppendingObject.PASSING)) {
            return false;
        }
        bucket.deleteOwn(key);
        return true;
    }

    /** False if that cannot be done now. */
    private boolean endUpload(UploadNote note, Instant noted) {
        if (!note.uploadId().isEmpty()) {
            MultipartUpload.abort(bucket, note.key(), note.uploadId());
            return true;
        }
        try {
            for (Uploads.Begun begun : new Uploads(bucket).below(note.key())) {
                if (begun.key().equals(note.key())
                        && begun.begun().isAfter(noted.minus(ROUNDED))
                        && begun.begun().isBefore(noted.plus(APART))) {
                    MultipartUpload.abort(bucket, begun.key(), begun.id());
                }
            }
            return true;
        } catch (StoreUnavailable e) {
            LOG.warn(
                    "an upload in parts of {} may have been left behind, and the store does not"
                            + " list uploads (the right s3:ListBucketMultipartUploads): {}",
                    note.key(),
                    e.getMessage());
            return false;
        }
    }

    /**
     * Uploads of the server's own objects have no note. Not every server has the permission to list
     * them.
     */
    private int sweepOwnUploads(Instant limit) {
        int swept = 0;
        try {
            for (Uploads.Begun begun : new Uploads(bucket).below(ObjectKeys.OWN)) {
                if (begun.begun().isBefore(limit)) {
                    MultipartUpload.abort(bucket, begun.key(), begun.id());
                    swept++;
                }
            }
        } catch (StoreUnavailable e) {
            LOG.debug("uploads below {} are not listed", ObjectKeys.OWN, e);
        }
        return swept;
    }
}
