package io.flowkeep.context.http;

import io.flowkeep.http.Request;
import java.util.List;

/**
 * Where a page of a listing starts and how long it is. Odd but intended: clients saw these numbers
 * read as JavaScript reads them.
 *
 * @param cursor list scopes with a larger id; {@link Long#MAX_VALUE} for a cursor that is no number
 * @param limit the most scopes, at least 1
 */
record PageQuery(long cursor, int limit) {
    private static final int WHEN_ABSENT = 30;
    private static final int WHEN_ZERO = 1000;

    static PageQuery of(Request request) {
        return new PageQuery(cursor(request.query("cursor")), limit(request.query("limit")));
    }

    private static long cursor(List<String> values) {
        if (values.isEmpty() || values.getFirst().isEmpty()) {
            return 0;
        }
        try {
            return Long.parseLong(values.getFirst());
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE; // sorted after all ids: an empty page
        }
    }

    /** Zero and what is no number mean 1000, a negative number means all. */
    private static int limit(List<String> values) {
        if (values.isEmpty()) {
            return WHEN_ABSENT;
        }
        long limit = leadingInteger(values.getFirst().strip());
        if (limit == 0) {
            return WHEN_ZERO;
        }
        return limit < 0 ? Integer.MAX_VALUE : (int) Math.min(limit, Integer.MAX_VALUE);
    }

    private static long leadingInteger(String text) {
        int start = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        long number = 0;
        for (int i = start; i < text.length() && i < start + 18; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                break;
            }
            number = number * 10 + (c - '0');
        }
        return text.startsWith("-") ? -number : number;
    }
}
