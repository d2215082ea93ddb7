package io.flowkeep.storage.s3;

import io.flowkeep.faults.StoreOutcomeUnknown;
import io.flowkeep.faults.StoreUnavailable;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Interprets the SDK's errors; the only place that knows them. */
final class S3Errors {
    /** S3's own error code, and that of stores that keep objects as files. */
    private static final Set<String> NAME_TOO_LONG =
            Set.of("KeyTooLongError", "KeyTooLong", "XMinioInvalidObjectName");

    private S3Errors() {}

    /** Runs a request that changes nothing that a reader can see. */
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

    static StoreUnavailable overtaken(String doing, Throwable cause) {
        return unavailable(doing + ", overtaken again and again", cause);
    }

    /** No object of this name. Only the store's own error code counts, not any 404. */
    static boolean isMissing(SdkException error) {
        return code(error).equals("NoSuchKey");
    }

    /** A range was asked for of which the object has no byte. */
    static boolean isEmpty(SdkException error) {
        return status(error) == 416;
    }

    /** The store says that it does not implement the request. */
    static boolean isNotImplemented(SdkException error) {
        return status(error) == 501;
    }

    /** The store does not understand the request; another form of it may work. */
    static boolean isNotUnderstood(SdkException error) {
        int status = status(error);
        return status == 400 || status == 405 || status == 501;
    }

    /**
     * The store accepts names, or segments between slashes, only up to a length that this one
     * exceeds.
     */
    static boolean isNameTooLong(StoreUnavailable fault) {
        return fault.getCause() instanceof SdkException error
                && NAME_TOO_LONG.contains(code(error));
    }

    static boolean isNoSuchUpload(SdkException error) {
        return code(error).equals("NoSuchUpload");
    }

    /**
     * The condition of a change did not hold, or another change was under way: nothing was done.
     */
    static boolean isOvertaken(SdkException error) {
        return isConditionFailed(error) || isCrossed(error) || isMissing(error);
    }

    private static boolean isConditionFailed(SdkException error) {
        return status(error) == 412 || code(error).equals("PreconditionFailed");
    }

    /** Another change was under way. */
    static boolean isCrossed(SdkException error) {
        return status(error) == 409 || code(error).equals("ConditionalRequestConflict");
    }

    /**
     * The store refused or redirected the request; nothing was done, and the same request would get
     * the same answer.
     */
    static boolean isRefusal(SdkException error) {
        int status = status(error);
        return isOvertaken(error)
                || (status >= 300
                        && status < 500
                        && status != 408
                        && status != 429
                        && !code(error).equals("RequestTimeout"));
    }

    /** The store has answered, so it is no longer working on the request. */
    static boolean isOver(SdkException error) {
        return isRefusal(error) || isNotImplemented(error) || isAnswered(error);
    }

    /**
     * The store itself said that it could not do it, so it will not do it later either. A proxy in
     * between may answer 503 while the store is still working, but without the store's own error
     * code.
     */
    static boolean isAnswered(SdkException error) {
        int status = status(error);
        return status == 500 || ((status == 200 || status == 503) && !code(error).isEmpty());
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

    private static int status(SdkException error) {
        return error instanceof S3Exception said ? said.statusCode() : 0;
    }

    private static String code(SdkException error) {
        if (error instanceof S3Exception said && said.awsErrorDetails() != null) {
            @Nullable String code = said.awsErrorDetails().errorCode();
            return code == null ? "" : code;
        }
        return "";
    }
}
