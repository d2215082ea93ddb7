package io.flowkeep.files.http;

import io.flowkeep.http.Request;
import java.util.List;

/** What a write is to do, by the {@code FF_MODE} header. */
enum WriteMode {
    REPLACE,
    APPEND,
    ENSURE_FOLDER;

    /** The value counts in this spelling only, and only if the header is there once. */
    static WriteMode of(Request request) {
        List<String> values = request.headers("ff_mode");
        if (values.equals(List.of("append"))) {
            return APPEND;
        }
        return values.equals(List.of("ensureDir")) ? ENSURE_FOLDER : REPLACE;
    }
}
