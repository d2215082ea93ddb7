package io.flowkeep.storage.s3;

import io.flowkeep.files.FileVersion;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * The version that a write made. S3 does not return its time; the date of the answer is used
 * instead, which differs by no more than the write took. Safe for concurrent use.
 */
record WrittenVersions(InstantSource clock) {

    FileVersion version(PutObjectResponse response, long sizeBytes) {
        return version(response.sdkHttpResponse(), response.eTag(), sizeBytes);
    }

    FileVersion version(CompleteMultipartUploadResponse response, long sizeBytes) {
        return version(response.sdkHttpResponse(), response.eTag(), sizeBytes);
    }

    private FileVersion version(SdkHttpResponse response, @Nullable String etag, long sizeBytes) {
        Instant modified =
                response.firstMatchingHeader("Last-Modified")
                        .or(() -> response.firstMatchingHeader("Date"))
                        .flatMap(WrittenVersions::moment)
                        .orElseGet(clock::instant);
        return new FileVersion(
                sizeBytes,
                ObjectState.wholeSeconds(modified),
                ObjectState.tag(etag == null ? "" : etag));
    }

    private static Optional<Instant> moment(String text) {
        try {
            return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
