package io.flowkeep.json;

import java.util.Comparator;

/** The order of an object's members in JavaScript (ECMA-262, OrdinaryOwnPropertyKeys). */
public final class MemberOrder {
    private static final long MAX_INDEX = 4_294_967_294L;

    /**
     * Array indexes ascending, then all other names as they were (a stable sort keeps their order).
     */
    public static final Comparator<String> INDEXES_FIRST =
            Comparator.comparingLong(MemberOrder::rank);

    private MemberOrder() {}

    /**
     * Tells whether a name is an array index in its canonical form: {@code 7}, not {@code 07} or
     * {@code -1}.
     */
    public static boolean isIndex(String name) {
        int length = name.length();
        if (length == 0 || length > 10 || (length > 1 && name.charAt(0) == '0')) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (name.charAt(i) < '0' || name.charAt(i) > '9') {
                return false;
            }
        }
        return Long.parseLong(name) <= MAX_INDEX;
    }

    private static long rank(String name) {
        return isIndex(name) ? Long.parseLong(name) : Long.MAX_VALUE;
    }
}
