package io.flowkeep.files.http;

import io.flowkeep.auth.Caller;
import io.flowkeep.files.FilesLimits;
import io.flowkeep.files.Quota;
import java.util.OptionalLong;

/** Which quota counts for a caller. Stateless. */
final class FileQuota {
    private FileQuota() {}

    /** The authority's, if it names one; else the configured one; else none. */
    static Quota of(Caller caller, FilesLimits limits) {
        OptionalLong named = caller.quotas().fileBytes();
        return named.isPresent() ? new Quota(named.getAsLong()) : limits.quota();
    }
}
