package io.flowkeep.server;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for what comes true by itself. Stateless. */
public final class Eventually {
    private Eventually() {}

    public static void within(Duration patience, Callable<Boolean> isSo) throws Exception {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!isSo.call()) {
            assertTrue(System.nanoTime() < deadline, "not so after " + patience);
            Thread.sleep(20);
        }
    }
}
