package io.flowkeep.storage.s3;

import io.flowkeep.storage.s3.Parts.Span;
import io.flowkeep.text.Utf8;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedMultipartUpload;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * An object that is put together from parts and shows only when it is complete. Closing gives up
 * what is not. A note of it lies in the bucket meanwhile, so that {@link Leftovers} finds what a
 * crash leaves behind without touching anybody else's uploads. One thread at a time.
 */
final class MultipartUpload implements AutoCloseable {
    /** The notes; each holds the upload's id, a line end and the key. */
    static final String NOTES = ObjectKeys.OWN + "uploads/";

    private static final Logger LOG = LoggerFactory.getLogger(MultipartUpload.class);

    private final Bucket bucket;
    private final String key;
    private final String change;
    private final String uploadId;
    private final List<CompletedPart> parts = new ArrayList<>();
    private boolean complete;

    private MultipartUpload(Bucket bucket, String key, String change, String uploadId) {
        this.bucket = bucket;
        this.key = key;
        this.change = change;
        this.uploadId = uploadId;
    }

    static MultipartUpload begin(Bucket bucket, String key, String change) {
        String id =
                S3Errors.harmless(
                        "begin an upload of " + key,
                        () ->
                                bucket.repeating()
                                        .createMultipartUpload(request ->
                                                request.bucket(bucket.name())
                                                        .key(key)
                                                        .contentType(Bucket.OCTETS)
                                                        .metadata(
                                                                Map.of(ObjectState.CHANGE, change)))
                                        .uploadId());
        MultipartUpload upload = new MultipartUpload(bucket, key, change, id);
        boolean noted = false;
        try {
            bucket.putOwn(NOTES + change, Utf8.bytes(id + "\n" + key));
            noted = true;
        } finally {
            if (!noted) {
                upload.close();
            }
        }
        return upload;
    }

    String change() {
        return change;
    }

    /** Whether one more part fits. */
    boolean hasRoom() {
        return parts.size() < Parts.MOST;
    }

    /** Sends a part; any but the last has at least {@link Parts#LEAST_BYTES}. */
    void add(byte[] bytes, int length) {
        int number = parts.size() + 1;
        String etag =
                S3Errors.harmless(
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

    /** Copies a part within the store. False: the source is not what was looked at any more. */
    boolean copy(String source, String sourceEtag, Span span) {
        int number = parts.size() + 1;
        return S3Errors.harmless(
                "copy a part of " + source,
                () -> {
                    try {
                        String etag =
                                bucket.repeating()
                                        .uploadPartCopy(request ->
                                                request.sourceBucket(bucket.name())
                                                        .sourceKey(source)
                                                        .copySourceIfMatch(sourceEtag)
                                                        .copySourceRange(span.header())
                                                        .destinationBucket(bucket.name())
                                                        .destinationKey(key)
                                                        .uploadId(uploadId)
                                                        .partNumber(number)
                                                        .overrideConfiguration(bucket.slow()))
                                        .copyPartResult()
                                        .eTag();
                        return parts.add(
                                CompletedPart.builder().partNumber(number).eTag(etag).build());
                    } catch (SdkException e) {
                        if (S3Errors.isOvertaken(e)) {
                            return false;
                        }
                        throw e;
                    }
                });
    }

    /** Makes the object show; throws what the SDK does. */
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

    /** Never fails: what is left behind is swept later. */
    @Override
    public void close() {
        try {
            if (!complete) {
                abort(bucket, key, uploadId);
            }
            bucket.deleteOwn(NOTES + change);
        } catch (RuntimeException e) {
            LOG.warn("an upload of {} is left to be swept: {}", key, e.getMessage());
        }
    }

    /** Gives an upload up; one that has ended is left alone. */
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
