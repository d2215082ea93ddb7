package io.flowkeep.testing;

/**
 * Whether tests take their time: {@code ./flowkeep test --long} sets {@code
 * FLOWKEEP_TEST_LONG=true}. A test with two lengths says both beside each other, and each of them
 * must fail when what it holds is broken. Stateless.
 */
public final class RunLength {
    private static final boolean LONG = "true".equals(System.getenv("FLOWKEEP_TEST_LONG"));

    private RunLength() {}

    /** How often, how many or how long. */
    public static int of(int usually, int inLongRuns) {
        return LONG ? inLongRuns : usually;
    }

    /** Whether this is a long run. */
    public static boolean isLong() {
        return LONG;
    }
}
