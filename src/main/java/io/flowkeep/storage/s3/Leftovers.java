package io.flowkeep.storage.s3;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Clears away what crashes left below {@code .flowkeep/}, and the uploads that the notes there tell
 * of. What is younger than a day may belong to a write that is still under way. Safe for concurrent
 * use, by several servers as well.
 */
record Leftovers(Bucket bucket, InstantSource clock) {
    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);
    private static final Duration KEPT = Duration.ofDays(1);

    void sweep() {
        Instant limit = clock.instant().minus(KEPT);
        int swept = 0;
        String from = ObjectKeys.OWN;
        boolean more = true;
        while (more) {
            String after = from;
            ListObjectsV2Response page =
                    bucket.list(request -> request.prefix(ObjectKeys.OWN).startAfter(after));
            for (S3Object object : page.contents()) {
                if (object.lastModified().isBefore(limit)) {
                    clear(object.key());
                    swept++;
                }
            }
            more = page.isTruncated() && !page.contents().isEmpty();
            from = more ? page.contents().getLast().key() : from;
        }
        if (swept > 0) {
            LOG.info("{} leftovers of broken-off writes cleared away", swept);
        }
    }

    private void clear(String key) {
        if (key.startsWith(MultipartUpload.NOTES)) {
            bucket.open(key, "")
                    .ifPresent(body -> {
                        String note = new String(bucket.read(key, body), StandardCharsets.UTF_8);
                        String[] said = note.split("\n", 2);
                        if (said.length == 2) {
                            MultipartUpload.abort(bucket, said[1], said[0]);
                        }
                    });
        }
        if (key.startsWith(MultipartUpload.NOTES) || key.startsWith(AppendingObject.PASSING)) {
            bucket.deleteOwn(key);
        }
    }
}
