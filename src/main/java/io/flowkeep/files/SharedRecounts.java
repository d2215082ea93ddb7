package io.flowkeep.files;

import io.flowkeep.faults.StoreFault;
import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.files.RecountLedger.Begin;
import io.flowkeep.files.Recounts.Recounted;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides when projects that several servers write to are counted again. The {@link RecountLedger}
 * coordinates what is done once for all servers; the {@link CountQueue} is this server's own. Safe
 * for concurrent use.
 */
final class SharedRecounts {
    private static final Logger LOG = LoggerFactory.getLogger(SharedRecounts.class);

    /** The pause between two attempts while another server counts. */
    private static final Duration PAUSE = Duration.ofMillis(250);

    private final SharedUsage usage;
    private final FileStore store;
    private final RecountLedger ledger;
    private final CountQueue queue;

    /** Projects for which something impossible was found. */
    private final Set<ProjectId> inDoubt = ConcurrentHashMap.newKeySet();

    SharedRecounts(SharedUsage usage, FileStore store, RecountLedger ledger, CountQueue queue) {
        this.usage = usage;
        this.store = store;
        this.ledger = ledger;
        this.queue = queue;
    }

    /** Waits for a count that begins after this, if it does not take too long. */
    void await(ProjectId project) {
        boolean _ = queue.await(project, tally -> automatic(project, tally));
    }

    /** Has a project counted for which something impossible was found. */
    void doubt(ProjectId project) {
        inDoubt.add(project);
        queue.soon(project, tally -> automatic(project, tally));
    }

    /** Has a project counted once the change that is under way has ended. */
    void note(ProjectId project) {
        inDoubt.add(project);
    }

    boolean isInDoubt(ProjectId project) {
        return inDoubt.contains(project);
    }

    void close() {
        queue.close();
    }

    /**
     * Counts on request.
     *
     * @param age a count that is younger is enough
     * @param busy given the refusal if another count is under way; may throw it
     * @return empty if another count is under way; to be waited for without the queue's turn, which
     *     that count may need
     */
    Optional<Recounted> wished(ProjectId project, Duration age, Consumer<StoreUnavailable> busy) {
        return queue.wished(project, tally -> count(project, tally, new Wish(true, age, busy)));
    }

    /** A count for which nobody waits at the ledger: the queue tries again. */
    private Optional<Recounted> automatic(ProjectId project, Tally tally) {
        Consumer<StoreUnavailable> busy =
                _ -> {
                    throw new CountTooSoon(PAUSE);
                };
        return count(project, tally, new Wish(false, Duration.ZERO, busy));
    }

    private record Wish(boolean isSomebodys, Duration age, Consumer<StoreUnavailable> busy) {}

    private Optional<Recounted> count(ProjectId project, Tally tally, Wish wish) {
        Map<TeamId, Long> before = usage.shares(project);
        String id = usage.enter();
        try {
            Begin begin = ledger.beginRecount(id, project, wish.age(), wish.isSomebodys());
            return switch (begin) {
                case Begin.Begun(var doubts) ->
                        Optional.of(count(id, project, tally, doubts, before.keySet()));
                case Begin.Uncounted _ ->
                        Optional.of(new Recounted(project, before, usage.shares(project)));
                case Begin.Counted _ -> Optional.of(new Recounted(project, before, before));
                case Begin.Early(var pause) -> throw new CountTooSoon(pause);
                case Begin.Busy(var refusal) -> {
                    wish.busy().accept(refusal);
                    yield Optional.empty();
                }
            };
        } finally {
            usage.abandon(id);
        }
    }

    private Recounted count(
            String id, ProjectId project, Tally tally, long doubts, Set<TeamId> known) {
        boolean done = false;
        try {
            Recounted recounted =
                    new SharedRecount(store, ledger, project, tally)
                            .run(id, doubts, known)
                            .orElseThrow(() -> new CountBrokenOff("its lease ran out"));
            done = true;
            inDoubt.remove(project);
            usage.forgetRoom(project);
            if (recounted.changed()) {
                LOG.info("{} was counted anew and differs: {}", project, recounted);
            }
            return recounted;
        } finally {
            if (!done) {
                leave(id, project);
            }
        }
    }

    private void leave(String id, ProjectId project) {
        try {
            ledger.leaveRecount(id, project);
        } catch (StoreFault e) {
            LOG.warn("a count of {} ends by itself: {}", project, e.getMessage());
        }
    }
}
