package io.flowkeep.storage.s3;

import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.storage.s3.PartSizes.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedMultipartUpload;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * An object that is assembled from parts and becomes visible only when it is complete. Closing
 * aborts an upload that is not complete. A {@link UploadNote} lies in the bucket from before it
 * begins until it has ended, so that {@link Leftovers} finds what a crash leaves behind without
 * touching anybody else's uploads. One thread at a time.
 */
final class MultipartUpload implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MultipartUpload.class);

    private final Bucket bucket;
    private final String key;
    private final String change;
    private final String uploadId;
    private final boolean isNoted;
    private final List<CompletedPart> parts = new ArrayList<>();
    private boolean complete;

    /** Whether a part may still arrive after the upload was aborted, and stay for ever. */
    private boolean mayCome;

    private MultipartUpload(
            Bucket bucket, String key, String change, String uploadId, boolean isNoted) {
        this.bucket = bucket;
        this.key = key;
        this.change = change;
        this.uploadId = uploadId;
        this.isNoted = isNoted;
    }

    /** Begins to write an object. */
    static MultipartUpload begin(Bucket bucket, String key, String change) {
        UploadNote.intend(bucket, key, change);
        String id = createNoted(bucket, key, change);
        MultipartUpload upload = new MultipartUpload(bucket, key, change, id, true);
        boolean noted = false;
        try {
            UploadNote.write(bucket, key, change, id);
            noted = true;
        } finally {
            if (!noted) {
                upload.close();
            }
        }
        return upload;
    }

    /** Begins to write one of the server's own objects; such an upload is known by its key. */
    static MultipartUpload beginOwn(Bucket bucket, String key, String change) {
        return new MultipartUpload(bucket, key, change, create(bucket, key, change), false);
    }

    /** Without an answer the note stays, since there may be an upload. */
    private static String createNoted(Bucket bucket, String key, String change) {
        try {
            return create(bucket, key, change);
        } catch (StoreUnavailable e) {
            if (isOver(e)) {
                UploadNote.delete(bucket, change);
            }
            throw e;
        }
    }

    private static boolean isOver(StoreUnavailable fault) {
        return fault.getCause() instanceof SdkException cause && S3Errors.isOver(cause);
    }

    private static String create(Bucket bucket, String key, String change) {
        return S3Errors.harmless(
                "begin an upload of " + key,
                () ->
                        bucket.repeating()
                                .createMultipartUpload(request ->
                                        request.bucket(bucket.name())
                                                .key(key)
                                                .contentType(Bucket.OCTETS)
                                                .metadata(Map.of(ObjectState.CHANGE, change)))
                                .uploadId());
    }

    String change() {
        return change;
    }

    /** Whether one more part fits. */
    boolean hasRoom() {
        return parts.size() < PartSizes.MOST;
    }

    /** Sends a part; any but the last has at least {@link PartSizes#LEAST_BYTES}. */
    void add(byte[] bytes, int length) {
        int number = parts.size() + 1;
        String etag =
                part(
                        "send a part of " + key,
                        () ->
                                bucket.repeating()
                                        .uploadPart(
                                                request ->
                                                        request.bucket(bucket.name())
                                                                .key(key)
                                                                .uploadId(uploadId)
                                                                .partNumber(number)
                                                                .overrideConfiguration(
                                                                        bucket.slow()),
                                                Bucket.body(bytes, length))
                                        .eTag());
        parts.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
    }

    /**
     * Copies the rest of an object within the store. Not every store checks a condition on that, so
     * the object is looked at once more afterwards.
     *
     * @return false if it is no longer the object that was looked at
     */
    boolean copy(String source, ObjectState seen, long from) {
        try {
            PartSizes.spans(from, seen.sizeBytes()).forEach(span -> copy(source, span));
        } catch (StoreUnavailable e) {
            if (bucket.look(source).equals(Optional.of(seen))) {
                throw e;
            }
            return false;
        }
        return bucket.look(source).equals(Optional.of(seen));
    }

    private void copy(String source, Span span) {
        int number = parts.size() + 1;
        String etag =
                part(
                        "copy a part of " + source,
                        () ->
                                bucket.repeating()
                                        .uploadPartCopy(request ->
                                                request.sourceBucket(bucket.name())
                                                        .sourceKey(source)
                                                        .copySourceRange(span.header())
                                                        .destinationBucket(bucket.name())
                                                        .destinationKey(key)
                                                        .uploadId(uploadId)
                                                        .partNumber(number)
                                                        .overrideConfiguration(bucket.slow()))
                                        .copyPartResult()
                                        .eTag());
        parts.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
    }

    private String part(String doing, Supplier<String> request) {
        boolean answered = false;
        try {
            String etag = S3Errors.harmless(doing, request);
            answered = true;
            return etag;
        } catch (StoreUnavailable e) {
            answered = isOver(e);
            throw e;
        } finally {
            mayCome |= !answered;
        }
    }

    /** Makes the object visible; throws the SDK's exceptions. */
    CompleteMultipartUploadResponse complete(Condition condition) {
        CompleteMultipartUploadRequest.Builder request =
                CompleteMultipartUploadRequest.builder()
                        .bucket(bucket.name())
                        .key(key)
                        .uploadId(uploadId)
                        .multipartUpload(CompletedMultipartUpload.builder().parts(parts).build())
                        .overrideConfiguration(bucket.slow());
        condition.apply(request::ifMatch, request::ifNoneMatch);
        CompleteMultipartUploadResponse response =
                bucket.single().completeMultipartUpload(request.build());
        complete = true;
        return response;
    }

    /** Never fails: what is left behind is removed later. */
    @Override
    public void close() {
        try {
            if (!complete) {
                abort(bucket, key, uploadId);
            }
            if (isNoted && (complete || !mayCome)) {
                UploadNote.delete(bucket, change);
            }
        } catch (RuntimeException e) {
            LOG.warn("an upload of {} is left to be swept: {}", key, e.getMessage());
        }
    }

    /** Aborts an upload; one that has ended is left alone. */
    static void abort(Bucket bucket, String key, String uploadId) {
        S3Errors.harmless(
                "give up an upload of " + key,
                () -> {
                    try {
                        return bucket.repeating()
                                .abortMultipartUpload(request ->
                                        request.bucket(bucket.name()).key(key).uploadId(uploadId));
                    } catch (SdkException e) {
                        if (S3Errors.isNoSuchUpload(e)) {
                            return key;
                        }
                        throw e;
                    }
                });
    }
}
