package io.flowkeep.flows.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.flowkeep.http.Probe;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a part whether it works, without ever waiting long itself: a supervisor of the server asks
 * with a time-out of 1 s and ends the process if there is no answer. A part is asked once at a time
 * on a thread of its own, and an answer counts for a second. A part that is slow keeps its last
 * answer for 5 s and then counts as unreachable. Safe for concurrent use.
 */
final class PatientProbe {
    private static final Logger LOG = LoggerFactory.getLogger(PatientProbe.class);
    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofMillis(300);
    private static final Duration TRUSTED = Duration.ofSeconds(5);

    private static final Verdict NEVER = new Verdict(false, false, 0);

    private final Probe probe;
    private final LongSupplier nanoTime;

    @GuardedBy("this")
    private CompletableFuture<Verdict> underWay = CompletableFuture.completedFuture(NEVER);

    @GuardedBy("this")
    private Verdict last = NEVER;

    /** An answer and when it came; {@code given} is false for none. */
    private record Verdict(boolean given, boolean works, long nanos) {}

    PatientProbe(Probe probe, LongSupplier nanoTime) {
        this.probe = probe;
        this.nanoTime = nanoTime;
    }

    /** Whether the part works; answers within 0.3 s. */
    boolean works() {
        CompletableFuture<Verdict> asked = ask();
        try {
            return asked.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).works();
        } catch (TimeoutException e) {
            return lastIfYoung();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return lastIfYoung();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private synchronized CompletableFuture<Verdict> ask() {
        boolean fresh = last.given() && isWithin(last, FRESH);
        if (underWay.isDone() && !fresh) {
            underWay = new CompletableFuture<>();
            CompletableFuture<Verdict> answer = underWay;
            Thread.ofVirtual().name("probe").start(() -> answer.complete(remember(look())));
        }
        return underWay;
    }

    private boolean look() {
        try {
            return probe.isReady();
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("part", probe.name()).setCause(e).log("a part is not ready");
            return false;
        }
    }

    private synchronized Verdict remember(boolean works) {
        last = new Verdict(true, works, nanoTime.getAsLong());
        return last;
    }

    private synchronized boolean lastIfYoung() {
        return last.works() && isWithin(last, TRUSTED);
    }

    private boolean isWithin(Verdict verdict, Duration age) {
        return nanoTime.getAsLong() - verdict.nanos() < age.toNanos();
    }
}
