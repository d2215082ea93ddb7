package io.flowkeep.files;

import java.util.Comparator;

/** The one order of names in listings. */
public final class NameOrder {

    /**
     * By the bytes of the names' UTF-8 form, which is the order of their code points. It is the
     * same on every machine and in every store, S3 included.
     */
    public static final Comparator<String> BY_BYTES = NameOrder::compare;

    private NameOrder() {}

    private static int compare(String left, String right) {
        int shorter = Math.min(left.length(), right.length());
        for (int i = 0; i < shorter; i++) {
            char a = left.charAt(i);
            char b = right.charAt(i);
            if (a != b) {
                // UTF-16 puts surrogates below U+E000; code points above U+FFFF belong on top.
                boolean oneIsPair = Character.isSurrogate(a) != Character.isSurrogate(b);
                return oneIsPair
                        ? Boolean.compare(Character.isSurrogate(a), Character.isSurrogate(b))
                        : Character.compare(a, b);
            }
        }
        return Integer.compare(left.length(), right.length());
    }
}
