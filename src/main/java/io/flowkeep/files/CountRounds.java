package io.flowkeep.files;

import io.flowkeep.faults.StoreFault;
import io.flowkeep.ids.ProjectId;
import java.time.Duration;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts all projects in the background, since files change behind the server's back: once after
 * the start, and then again and again. After each project it rests, so that a round takes no more
 * than a twentieth of the time of one processor. Safe for concurrent use.
 *
 * <p><b>Why all is looked at.</b> The time of a folder tells that files have come or gone, but not
 * that one has grown, and the usage of a project is the sum of all of them. So every file has to be
 * looked at; this is done slowly and seldom instead.
 *
 * <p><b>Failure modes.</b> While the store is unreachable the round waits. A project that cannot be
 * counted is left out of this round.
 */
public final class CountRounds implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CountRounds.class);

    /** The pause after a count, in multiples of the count's duration. */
    private static final int REST = 19;

    private static final int TRIES = 3;
    private static final Duration PAUSE_AFTER_A_FAULT = Duration.ofSeconds(30);
    private static final Duration LAST_TURN = Duration.ofSeconds(10);

    private final Usage usage;
    private final Duration every;
    private final LongSupplier nanos;
    private final Thread thread;

    /**
     * Rounds that begin with {@link #start}.
     *
     * @param every from the beginning of a round to that of the next one, if that is over by then
     * @param nanos a clock that only goes forward, such as {@link System#nanoTime}
     */
    public CountRounds(Usage usage, Duration every, LongSupplier nanos) {
        this.usage = usage;
        this.every = every;
        this.nanos = nanos;
        this.thread = Thread.ofPlatform().daemon().name("rounds of counting").unstarted(this::run);
    }

    /** Begins the first round; once only. */
    public void start() {
        thread.start();
    }

    /** Ends the rounds, in the middle of a count as well. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            boolean _ = !thread.isAlive() || thread.join(LAST_TURN);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (true) {
                long start = nanos.getAsLong();
                round(start);
                long rest = every.toNanos() - (nanos.getAsLong() - start);
                Thread.sleep(Duration.ofNanos(Math.max(0, rest)));
            }
        } catch (InterruptedException _) {
            return; // Closed.
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("files are not counted in the background any more");
        }
    }

    private void round(long start) throws InterruptedException {
        int count = 0;
        for (ProjectId project : projects()) {
            review(project, start);
            count++;
        }
        LOG.debug("{} projects have been looked at", count);
    }

    private Set<ProjectId> projects() throws InterruptedException {
        while (true) {
            try {
                return usage.projects();
            } catch (StoreFault e) {
                LOG.warn("the projects cannot be listed, so they are not counted: {}", message(e));
                Thread.sleep(PAUSE_AFTER_A_FAULT);
            }
        }
    }

    private void review(ProjectId project, long roundStart) throws InterruptedException {
        for (int tries = 1; tries <= TRIES; tries++) {
            long start = nanos.getAsLong();
            try {
                usage.review(project, Duration.ofNanos(start - roundStart));
                Thread.sleep(Duration.ofNanos(REST * (nanos.getAsLong() - start)));
                return;
            } catch (CountBrokenOff | StoreFault e) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                LOG.warn("{} could not be counted in the background: {}", project, message(e));
                Thread.sleep(PAUSE_AFTER_A_FAULT);
            }
        }
    }

    private static String message(RuntimeException e) {
        return String.valueOf(e.getMessage());
    }
}
