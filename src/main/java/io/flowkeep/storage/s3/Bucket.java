package io.flowkeep.storage.s3;

import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.storage.s3.S3Settings.Patience;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * One bucket, in the driver's own terms. Safe for concurrent use. What only reads, or changes
 * nothing that a client's reader sees, throws {@link StoreUnavailable}; other methods throw the
 * SDK's exceptions, for {@link Attempts}.
 */
final class Bucket implements AutoCloseable {
    static final String OCTETS = "application/octet-stream";

    /** A rest up to this length is read to its end, to keep the connection. */
    private static final int SHORT_BYTES = 64 * 1024;

    private final S3Clients clients;
    private final String name;
    private final Patience patience;
    private final BucketPages pages = new BucketPages(this);

    Bucket(S3Clients clients, String name, Patience patience) {
        this.clients = clients;
        this.name = name;
        this.patience = patience;
    }

    String name() {
        return name;
    }

    /** The client that repeats what fails. */
    S3Client repeating() {
        return clients.repeating();
    }

    /** The client that tries once. */
    S3Client single() {
        return clients.single();
    }

    /** Time for one attempt to carry a part. */
    Consumer<AwsRequestOverrideConfiguration.Builder> slow() {
        return waiting(patience.transfer(), patience.transfer().multipliedBy(2));
    }

    /**
     * What is at a key. One byte is read, since the answer to a mere look does not say whether the
     * object is missing or the bucket.
     */
    Optional<ObjectState> look(String key) {
        return open(key, "bytes=0-0")
                .map(body -> {
                    leave(body);
                    return ObjectState.of(body.response());
                });
    }

    /** The whole of an object, or one range; an object without bytes has none. */
    Optional<ResponseInputStream<GetObjectResponse>> open(String key, String range) {
        return S3Errors.harmless(
                "read " + key,
                () -> {
                    try {
                        return Optional.of(get(request(key, range)));
                    } catch (SdkException e) {
                        if (S3Errors.isMissing(e)) {
                            return Optional.empty();
                        }
                        if (S3Errors.isEmpty(e)) {
                            return openEmpty(key);
                        }
                        throw e;
                    }
                });
    }

    /** The answer to a range of an empty object carries no state: it is read without a range. */
    private Optional<ResponseInputStream<GetObjectResponse>> openEmpty(String key) {
        try {
            return Optional.of(get(request(key, "")));
        } catch (SdkException e) {
            if (S3Errors.isMissing(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** A range of the current object; throws the SDK's exceptions. */
    ResponseInputStream<GetObjectResponse> range(String key, String range) {
        return get(request(key, range));
    }

    /** All bytes of a short body; the body is closed. */
    byte[] read(String key, ResponseInputStream<GetObjectResponse> body) {
        long length = body.response().contentLength();
        try (body) {
            byte[] bytes = body.readNBytes(Math.toIntExact(length));
            if (bytes.length < length || body.read() >= 0) {
                throw new IOException("the body has not the length that was announced");
            }
            return bytes;
        } catch (IOException | SdkException e) {
            body.abort();
            throw S3Errors.unavailable("read " + key, e);
        }
    }

    /** Closes a body that is not needed. */
    static void leave(ResponseInputStream<GetObjectResponse> body) {
        if (body.response().contentLength() > SHORT_BYTES) {
            body.abort();
            return;
        }
        try (body) {
            body.readAllBytes();
        } catch (IOException | SdkException _) {
            body.abort(); // only the connection is lost
        }
    }

    /** Puts a short object; throws the SDK's exceptions. */
    PutObjectResponse put(String key, byte[] bytes, String change, Condition condition) {
        PutObjectRequest.Builder request =
                PutObjectRequest.builder()
                        .bucket(name)
                        .key(key)
                        .contentType(OCTETS)
                        .metadata(Map.of(ObjectState.CHANGE, change));
        condition.apply(request::ifMatch, request::ifNoneMatch);
        if (bytes.length > SHORT_BYTES) {
            request.overrideConfiguration(slow());
        }
        return single().putObject(request.build(), body(bytes, bytes.length));
    }

    /**
     * Deletes an object; throws the SDK's exceptions.
     *
     * @param condition that it is the very object that is meant, or nothing
     */
    void delete(String key, Condition condition) {
        single().deleteObject(request -> {
            request.bucket(name).key(key);
            condition.apply(request::ifMatch, _ -> {});
        });
    }

    /** Puts one of the server's own objects. */
    void putOwn(String key, byte[] bytes) {
        S3Errors.harmless(
                "write " + key,
                () ->
                        repeating()
                                .putObject(
                                        request ->
                                                request.bucket(name).key(key).contentType(OCTETS),
                                        body(bytes, bytes.length)));
    }

    /** Deletes one of the server's own objects. */
    void deleteOwn(String key) {
        S3Errors.harmless(
                "delete " + key,
                () -> repeating().deleteObject(request -> request.bucket(name).key(key)));
    }

    /** What is in it. */
    BucketPages pages() {
        return pages;
    }

    static RequestBody body(byte[] bytes, int length) {
        return RequestBody.fromContentProvider(
                ContentStreamProvider.fromInputStreamSupplier(
                        () -> new ByteArrayInputStream(bytes, 0, length)),
                length,
                OCTETS);
    }

    /** Whether the bucket can be read from; one attempt with a short time-out. */
    boolean answers() {
        GetObjectRequest request =
                request(ObjectKeys.OWN + "ready", "").toBuilder()
                        .overrideConfiguration(
                                waiting(patience.connection(), patience.connection()))
                        .build();
        try {
            single().getObject(request, ResponseTransformer.toInputStream()).abort();
            return true;
        } catch (SdkException e) {
            return S3Errors.isMissing(e);
        }
    }

    private GetObjectRequest request(String key, String range) {
        GetObjectRequest.Builder request = GetObjectRequest.builder().bucket(name).key(key);
        return range.isEmpty() ? request.build() : request.range(range).build();
    }

    private ResponseInputStream<GetObjectResponse> get(GetObjectRequest request) {
        return repeating().getObject(request, ResponseTransformer.toInputStream());
    }

    private static Consumer<AwsRequestOverrideConfiguration.Builder> waiting(
            Duration attempt, Duration call) {
        return override -> override.apiCallAttemptTimeout(attempt).apiCallTimeout(call);
    }

    @Override
    public void close() {
        clients.close();
    }
}
