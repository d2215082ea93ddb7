package io.flowkeep.testing;

import static org.junit.jupiter.api.Assertions.fail;

import org.junit.jupiter.api.Assumptions;

/**
 * What becomes of a test that needs what this machine does not have: it is skipped and says why,
 * and with {@code CI=true}, which promises everything, it fails. Stateless.
 */
public final class Missing {
    private Missing() {}

    /** Ends the test; the type is whatever the caller would have had. */
    @SuppressWarnings("TypeParameterUnusedInFormals") // as JUnit's own, so that it can be returned
    public static <T> T because(String why) {
        if ("true".equals(System.getenv("CI"))) {
            return fail(why);
        }
        return Assumptions.abort(why);
    }

    /** Ends the test unless it is there. */
    public static void unless(boolean isThere, String why) {
        if (!isThere) {
            because(why);
        }
    }
}
