package io.flowkeep.server;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process on SIGTERM, SIGINT and SIGHUP with exit code 0 after the server has stopped. The
 * JVM's own exit code would be 128 plus the signal's number, which supervisors read as a crash.
 */
public final class Shutdown {
    private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);

    private final Runtime runtime;
    private final AtomicReference<RunningServer> running = new AtomicReference<>(() -> {});
    private final CountDownLatch forever = new CountDownLatch(1);
    private final Thread hook =
            Thread.ofPlatform().name("shutdown").unstarted(this::stopAndEndWithZero);

    private Shutdown(Runtime runtime) {
        this.runtime = runtime;
    }

    /** From now on a signal ends the process with 0. */
    public static Shutdown install(Runtime runtime) {
        Shutdown shutdown = new Shutdown(runtime);
        runtime.addShutdownHook(shutdown.hook);
        return shutdown;
    }

    /** From now on this server is stopped first. */
    public void stopFirst(RunningServer server) {
        running.set(server);
    }

    /** Removes the shutdown hook: the process ends with its own exit code. */
    public void cancel() {
        try {
            var _ = runtime.removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            LOG.debug("a signal came first", e);
        }
    }

    /** Blocks until the process ends. */
    public void await() {
        try {
            forever.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void stopAndEndWithZero() {
        try {
            running.get().stop();
        } catch (RuntimeException e) {
            LOG.error("the server did not stop cleanly", e);
        }
        runtime.halt(0);
    }
}
