package io.flowkeep.storage.s3;

import io.flowkeep.faults.StoreOutcomeUnknown;
import io.flowkeep.faults.StoreUnavailable;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.function.Supplier;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What the SDK's errors mean; the only place that knows them. */
final class S3Errors {
    private S3Errors() {}

    /** Runs what changes nothing that a reader can see. */
    static <T> T harmless(String doing, Supplier<T> work) {
        try {
            return work.get();
        } catch (SdkException | IllegalStateException e) {
            throw unavailable(doing, e);
        }
    }

    static StoreUnavailable unavailable(String doing, Throwable cause) {
        return new StoreUnavailable("could not " + doing + ": " + cause.getMessage(), cause);
    }

    static StoreOutcomeUnknown unknown(String doing, Throwable cause) {
        return new StoreOutcomeUnknown(
                "cannot tell what became of this: " + doing + ": " + cause.getMessage(), cause);
    }

    static StoreUnavailable late(String bucket) {
        return new StoreUnavailable("the bucket " + bucket + " has not answered yet", null);
    }

    static StoreUnavailable overtaken(String doing) {
        return new StoreUnavailable("could not " + doing + ": overtaken again and again", null);
    }

    /** No object of this name. Only the store's own word counts: not any 404 will do. */
    static boolean isMissing(SdkException error) {
        return code(error).equals("NoSuchKey");
    }

    /** A range was asked for of which the object has no byte. */
    static boolean isEmpty(SdkException error) {
        return error instanceof S3Exception said && said.statusCode() == 416;
    }

    /** The store says that it cannot do what a header asks. */
    static boolean isUnknownHeader(SdkException error) {
        return error instanceof S3Exception said
                && (said.statusCode() == 501 || said.statusCode() == 400);
    }

    static boolean isNoSuchUpload(SdkException error) {
        return code(error).equals("NoSuchUpload");
    }

    /**
     * The condition of a change did not hold, or another change was under way: nothing was done.
     */
    static boolean isOvertaken(SdkException error) {
        return error instanceof S3Exception said
                && (said.statusCode() == 412 || said.statusCode() == 409 || isMissing(said));
    }

    /** The store said no; nothing was done, and the same request would meet the same answer. */
    static boolean isRefusal(SdkException error) {
        return error instanceof S3Exception said
                && said.statusCode() >= 400
                && said.statusCode() < 500
                && said.statusCode() != 408
                && said.statusCode() != 429
                && !code(said).equals("RequestTimeout");
    }

    /** The request has not left this machine. */
    static boolean isUnsent(SdkException error) {
        for (@Nullable Throwable each = error; each != null; each = each.getCause()) {
            if (each instanceof ConnectException
                    || each instanceof FoundCredentials.Missing
                    || each instanceof UnknownHostException
                    || each instanceof NoRouteToHostException
                    || each instanceof ConnectTimeoutException
                    || each instanceof ConnectionRequestTimeoutException) {
                return true;
            }
        }
        return false;
    }

    private static String code(SdkException error) {
        if (error instanceof S3Exception said && said.awsErrorDetails() != null) {
            @Nullable String code = said.awsErrorDetails().errorCode();
            return code == null ? "" : code;
        }
        return "";
    }
}
