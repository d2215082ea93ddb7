package io.flowkeep.http;

import java.util.function.Supplier;

/**
 * Request ids: the client's if it has a valid form, else one from the given source. Safe for
 * concurrent use.
 */
final class RequestIds {
    private static final int MAX_LENGTH = 128;
    private final Supplier<String> source;

    RequestIds(Supplier<String> source) {
        this.source = source;
    }

    /** Takes a client's id of 1 to 128 printable ASCII characters without blanks or quotes. */
    String choose(@org.jspecify.annotations.Nullable String sent) {
        return sent != null && isSane(sent) ? sent : source.get();
    }

    private static boolean isSane(String id) {
        return !id.isEmpty()
                && id.length() <= MAX_LENGTH
                && id.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '"' && c != '\\');
    }
}
