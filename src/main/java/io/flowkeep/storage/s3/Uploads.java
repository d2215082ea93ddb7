package io.flowkeep.storage.s3;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/** The uploads in parts that have begun and not ended, whoever began them. Immutable. */
record Uploads(Bucket bucket) {
    /** More pages of 1000 than this mean that something is wrong with the store. */
    private static final int PAGES_MOST = 100;

    /**
     * One of them.
     *
     * @param begun by the store's clock
     */
    record Begun(String key, String id, Instant begun) {}

    /**
     * All whose key begins with something.
     *
     * @throws io.flowkeep.faults.StoreUnavailable the store does not list them, or does not allow
     *     it
     */
    List<Begun> below(String prefix) {
        List<Begun> all = new ArrayList<>();
        Marker marker = new Marker("", "");
        boolean more = true;
        for (int pages = 0; more && pages < PAGES_MOST; pages++) {
            ListMultipartUploadsResponse page = page(prefix, marker);
            for (MultipartUpload upload : page.uploads()) {
                if (upload.key().startsWith(prefix)) {
                    all.add(new Begun(upload.key(), upload.uploadId(), upload.initiated()));
                }
            }
            Marker next = new Marker(text(page.nextKeyMarker()), text(page.nextUploadIdMarker()));
            more = Boolean.TRUE.equals(page.isTruncated()) && !next.equals(marker);
            marker = next;
        }
        return all;
    }

    private record Marker(String key, String id) {}

    private ListMultipartUploadsResponse page(String prefix, Marker marker) {
        return S3Errors.harmless(
                "list uploads in parts",
                () ->
                        bucket.repeating()
                                .listMultipartUploads(request -> {
                                    request.bucket(bucket.name()).prefix(prefix);
                                    if (!marker.key().isEmpty()) {
                                        request.keyMarker(marker.key());
                                    }
                                    if (!marker.id().isEmpty()) {
                                        request.uploadIdMarker(marker.id());
                                    }
                                }));
    }

    private static String text(@Nullable String said) {
        return said == null ? "" : said;
    }
}
