package io.flowkeep.events;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for what comes true by itself. Stateless. */
public final class Patience {
    private Patience() {}

    /** Asks again and again; fails after the time given. */
    public static void within(Duration patience, String what, Callable<Boolean> isSo)
            throws Exception {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!isSo.call()) {
            assertTrue(System.nanoTime() < deadline, "not so after " + patience + ": " + what);
            Thread.sleep(10);
        }
    }

    /** Asks again and again for at most 10 s. */
    public static void until(String what, Callable<Boolean> isSo) throws Exception {
        within(Duration.ofSeconds(10), what, isSo);
    }
}
