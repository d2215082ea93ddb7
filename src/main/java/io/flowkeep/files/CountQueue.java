package io.flowkeep.files;

import io.flowkeep.faults.StoreFault;
import io.flowkeep.ids.ProjectId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides when projects are counted: one at a time in the process, and each for at most a twentieth
 * of the time, unless somebody asks for a count explicitly. Safe for concurrent use.
 *
 * <p><b>Idea.</b> A write that would be refused waits for a count that begins after it. All who
 * wait for the same project wait for the same count. After a count that took a second, the next one
 * that nobody asked for explicitly begins 19 seconds later at the earliest; a caller that would
 * have to wait too long is told so at once. Counts run on threads of the system, not on virtual
 * ones, since looking at files hardly ever releases its thread.
 *
 * <p><b>Who goes first.</b> A count that was asked for explicitly, or one of a round through all
 * projects, yields to counts that a write waits for; it checks for these between two looks.
 */
public final class CountQueue implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CountQueue.class);

    /** The longest that a write waits before it is refused. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /**
     * The pause after a count, in multiples of the count's duration; count and pause together make
     * a count take a twentieth of the time.
     */
    private static final int REST = 19;

    /**
     * The most writes of one project that wait; further ones are judged by what is known and
     * refused.
     */
    private static final int MOST_WAITING = 32;

    /** The most projects whose pace is remembered although nobody waits for them. */
    private static final int MOST_PACES = 10_000;

    /** After this time a change whose outcome was never reported can no longer take effect. */
    private static final Duration SECOND_LOOK = Duration.ofMinutes(1);

    private static final Duration LAST_TURN = Duration.ofSeconds(10);

    private final LongSupplier nanos;
    private final RandomGenerator chance;
    private final ReentrantLock turn = new ReentrantLock(true);
    private final Map<ProjectId, Pace> paces = new ConcurrentHashMap<>();
    private volatile boolean closed;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    work -> Thread.ofPlatform().daemon().name("count of files").unstarted(work));

    /**
     * An empty queue, which ends when it is closed.
     *
     * @param nanos a clock that only goes forward, such as {@link System#nanoTime}
     * @param chance draws what names are told apart by; safe for concurrent use
     */
    public CountQueue(LongSupplier nanos, RandomGenerator chance) {
        this.nanos = nanos;
        this.chance = chance;
    }

    /** When a project may be counted again, and who waits for that. Guarded by itself. */
    private static final class Pace {
        long notBefore;
        Optional<CompletableFuture<Boolean>> next = Optional.empty();
        int waiting;
        boolean isLookedAtAgain;

        Pace(long notBefore) {
            this.notBefore = notBefore;
        }

        synchronized boolean isIdle(long now) {
            return next.isEmpty() && waiting == 0 && !isLookedAtAgain && notBefore - now <= 0;
        }
    }

    long now() {
        return nanos.getAsLong();
    }

    /**
     * Waits for a count that begins after this call.
     *
     * @param count counts into an empty tally; on another thread
     * @return false if none has ended in time, or if it failed
     */
    boolean await(ProjectId project, Function<Tally, ?> count) {
        Pace pace = pace(project);
        Optional<CompletableFuture<Boolean>> next;
        synchronized (pace) {
            if (pace.waiting >= MOST_WAITING) {
                return false;
            }
            next = next(project, pace, count, PATIENCE.toNanos());
            pace.waiting++;
        }
        try {
            return next.isPresent() && next.get().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            synchronized (pace) {
                pace.waiting--;
            }
        }
    }

    /** Has a project counted as soon as it may be; returns at once. */
    void soon(ProjectId project, Function<Tally, ?> count) {
        Pace pace = pace(project);
        synchronized (pace) {
            var _ = next(project, pace, count, Long.MAX_VALUE);
        }
    }

    /**
     * As {@link #soon}, and once more when changes that were still under way can no longer take
     * effect.
     */
    void twice(ProjectId project, Function<Tally, ?> count) {
        soon(project, count);
        Pace pace = pace(project);
        synchronized (pace) {
            if (!pace.isLookedAtAgain) {
                pace.isLookedAtAgain =
                        later(
                                SECOND_LOOK.toNanos(),
                                () -> {
                                    synchronized (pace) {
                                        pace.isLookedAtAgain = false;
                                    }
                                    soon(project, count);
                                });
            }
        }
    }

    /**
     * Counts now, or as soon as other counts allow, however recent the last count is; waits for the
     * end.
     *
     * @throws CountBrokenOff if the queue is closed or this thread is interrupted
     */
    <T> T wished(ProjectId project, Function<Tally, T> count) {
        Tally tally = new Tally(chance, this::letOthersGoFirst);
        FutureTask<T> work =
                new FutureTask<>(() -> inTurn(pace(project), () -> count.apply(tally)));
        Thread own = Thread.ofPlatform().daemon().name("count of files on a wish").start(work);
        try {
            return work.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException fault) {
                throw fault;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException _) {
            own.interrupt();
            Thread.currentThread().interrupt();
            throw new CountBrokenOff("interrupted");
        }
    }

    /** Ends all counts; what they have found is lost. */
    @Override
    public void close() {
        closed = true;
        thread.shutdownNow();
        try {
            if (turn.tryLock(LAST_TURN.toMillis(), TimeUnit.MILLISECONDS)) {
                turn.unlock();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private Pace pace(ProjectId project) {
        if (paces.size() > MOST_PACES) {
            long now = now();
            paces.values().removeIf(pace -> pace.isIdle(now));
        }
        return paces.computeIfAbsent(project, _ -> new Pace(now()));
    }

    /**
     * The count that begins next; empty if the wait for it would be too long. The pace is locked.
     */
    private Optional<CompletableFuture<Boolean>> next(
            ProjectId project, Pace pace, Function<Tally, ?> count, long patienceNanos) {
        if (pace.next.isPresent()) {
            return pace.next;
        }
        long delay = Math.max(0, pace.notBefore - now());
        CompletableFuture<Boolean> ending = new CompletableFuture<>();
        if (delay <= patienceNanos && later(delay, () -> run(project, pace, count))) {
            pace.next = Optional.of(ending);
        }
        return pace.next;
    }

    private boolean later(long delayNanos, Runnable work) {
        try {
            var _ = thread.schedule(work, delayNanos, TimeUnit.NANOSECONDS);
            return true;
        } catch (RejectedExecutionException _) {
            return false; // Closed.
        }
    }

    private void run(ProjectId project, Pace pace, Function<Tally, ?> count) {
        turn.lock();
        try {
            Optional<CompletableFuture<Boolean>> begun = begin(project, pace, count);
            if (begun.isPresent()) {
                end(begun.get(), project, pace, count);
            }
        } finally {
            turn.unlock();
        }
    }

    private void end(
            CompletableFuture<Boolean> begun,
            ProjectId project,
            Pace pace,
            Function<Tally, ?> count) {
        try {
            begun.complete(isDone(project, pace, count));
        } catch (CountTooSoon e) {
            putBack(begun, project, pace, count, e.pause());
        }
    }

    /** Those who wait go on waiting, together with those who have come since. */
    private void putBack(
            CompletableFuture<Boolean> begun,
            ProjectId project,
            Pace pace,
            Function<Tally, ?> count,
            Duration pause) {
        synchronized (pace) {
            pace.notBefore = now() + pause.toNanos();
            Optional<CompletableFuture<Boolean>> next = next(project, pace, count, Long.MAX_VALUE);
            if (next.isPresent()) {
                var _ = next.get().thenAccept(begun::complete);
            } else {
                begun.complete(false);
            }
        }
    }

    /**
     * Those who wait for this count; empty if an explicitly requested one came first, so it is too
     * soon.
     */
    private Optional<CompletableFuture<Boolean>> begin(
            ProjectId project, Pace pace, Function<Tally, ?> count) {
        synchronized (pace) {
            long delay = pace.notBefore - now();
            if (delay > 0 && later(delay, () -> run(project, pace, count))) {
                return Optional.empty();
            }
            Optional<CompletableFuture<Boolean>> begun = pace.next;
            pace.next = Optional.empty();
            return begun;
        }
    }

    private boolean isDone(ProjectId project, Pace pace, Function<Tally, ?> count) {
        try {
            var _ = inTurn(pace, () -> count.apply(new Tally(chance, this::requireOpen)));
            return true;
        } catch (CountTooSoon e) {
            throw e;
        } catch (StoreFault | CountBrokenOff e) {
            LOG.warn("{} could not be counted: {}", project, e.getMessage());
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("{} could not be counted", project);
        }
        return false;
    }

    private <T> T inTurn(Pace pace, Supplier<T> count) {
        turn.lock();
        long start = now();
        try {
            requireOpen();
            return count.get();
        } finally {
            long end = now();
            synchronized (pace) {
                pace.notBefore = Math.max(pace.notBefore, end + REST * (end - start));
            }
            turn.unlock();
        }
    }

    private void letOthersGoFirst() {
        requireOpen();
        if (turn.hasQueuedThreads()) {
            turn.unlock();
            turn.lock();
        }
    }

    private void requireOpen() {
        if (closed || Thread.currentThread().isInterrupted()) {
            throw new CountBrokenOff("the server stops");
        }
    }
}
