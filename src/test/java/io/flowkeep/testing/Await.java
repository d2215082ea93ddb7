package io.flowkeep.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/** Waits for what comes true by itself. What the question itself throws ends it. Stateless. */
public final class Await {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration BETWEEN = Duration.ofMillis(10);

    private Await() {}

    /** Asks again and again for at most 10 s. */
    public static void until(String what, Callable<Boolean> isSo) {
        within(SOON, what, isSo);
    }

    /** As {@link #within(Duration, String, Callable)}, where the line tells what was waited for. */
    public static void within(Duration patience, Callable<Boolean> isSo) {
        within(patience, "what was waited for", isSo);
    }

    /** Asks again and again, in the caller's thread; fails after the time given. */
    public static void within(Duration patience, String what, Callable<Boolean> isSo) {
        Awaitility.await(what)
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(BETWEEN)
                .atMost(patience)
                .until(isSo);
    }
}
