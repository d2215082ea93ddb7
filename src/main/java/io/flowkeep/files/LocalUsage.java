package io.flowkeep.files;

import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Usage on one server that is the only one to use its files. Safe for concurrent use.
 *
 * <p><b>Idea.</b> Asking for usage, and judging a write against a quota, costs the same at ten
 * files and at a million, so the file tree may be walked only once. The counters live in memory. On
 * disk the {@link UsageLedger} keeps them as they were at some quiet moment, with a mark on each
 * project that has changed since. The mark is set, durably, before the first change after that
 * moment; later changes cost no flush at all. A crash loses the counters of marked projects only,
 * and only they are counted again when next asked for.
 *
 * <p><b>Quota.</b> A write sets aside what it will add before its bytes are accepted, so that many
 * uploads at once cannot pass a limit together, and turns it into usage when the store, under its
 * lock on the path, says what the change really is. What a failed write had set aside is free
 * again.
 *
 * <p><b>Counting again.</b> Files change behind the server's back. Before a write is refused, the
 * project is counted by the {@link CountQueue} while writes go on ({@link Tally}); the same happens
 * when the account is in doubt ({@link Account}). A write waits for that without holding any lock.
 *
 * <p><b>Saving.</b> A project is written down only while none of its changes runs, under its own
 * lock; a change that begins meanwhile waits for that one flush and sets the mark anew. The timer
 * leaves out projects that are busy, so that they do not pay for a mark over and over; closing
 * leaves out only those with a change under way, which then stay marked. A project in doubt stays
 * marked until it has been counted, if need be after a restart.
 *
 * <p><b>Trade-off.</b> Files that other programs add count only once the project is counted for
 * another reason; {@link #review} makes sure that this happens within a day.
 */
public final class LocalUsage implements Usage {
    private static final Logger LOG = LoggerFactory.getLogger(LocalUsage.class);

    /** The most idle projects that are kept in memory; about 300 bytes each. */
    private static final int MAX_IDLE_ACCOUNTS = 10_000;

    /** Accounts saved in one step, which holds all their locks. */
    private static final int BATCH = 200;

    private final FileStore store;
    private final UsageLedger ledger;
    private final CountQueue queue;
    private final Map<ProjectId, Account> accounts = new ConcurrentHashMap<>();

    /**
     * Counts the store's files and keeps the result in the ledger; closes neither.
     *
     * @param queue this usage's own; closed with it
     */
    public LocalUsage(FileStore store, UsageLedger ledger, CountQueue queue) {
        this.store = store;
        this.ledger = ledger;
        this.queue = queue;
    }

    @Override
    public long usedBytes(TeamId team, ProjectId project) {
        return shares(project).getOrDefault(team, 0L);
    }

    @Override
    public Map<TeamId, Long> shares(ProjectId project) {
        return account(project).shares(store, ledger, queue.now());
    }

    @Override
    public Recounted recount(ProjectId project) {
        return queue.wished(project, tally -> count(project, tally));
    }

    @Override
    public void recountAll(Consumer<Recounted> each) {
        projects().forEach(project -> each.accept(recount(project)));
    }

    @Override
    public Set<ProjectId> projects() {
        return ProjectNames.all(store, ledger.projects());
    }

    @Override
    public void review(ProjectId project, Duration age) {
        Account account = account(project);
        long startNanos = queue.now();
        account.shares(store, ledger, startNanos);
        if (!account.isCountedSince(startNanos - age.toNanos())) {
            var _ = recount(project);
        }
    }

    /** Writes down all projects that have been quiet since the last call; for a timer. */
    public void saveIdle() {
        save(false);
        if (accounts.size() > MAX_IDLE_ACCOUNTS) {
            accounts.values().removeIf(Account::retire);
        }
    }

    /** Writes down all projects without a change under way. */
    @Override
    public void close() {
        queue.close();
        save(true);
    }

    @Override
    public UsageChange begin(FileKey key, Quota quota) {
        long startNanos = queue.now();
        Account account = account(key.project());
        while (!account.enter(store, ledger, startNanos)) {
            account = account(key.project());
        }
        return new LocalChange(this, account, key, quota, startNanos);
    }

    /** Waits for a count that did not begin before that moment, if it does not take too long. */
    void waitForCount(Account account, long startNanos) {
        ProjectId project = account.project();
        boolean _ =
                account.isCountedSince(startNanos)
                        || queue.await(project, tally -> count(project, tally));
    }

    /** Counts a project in doubt, as soon as its share of time allows. */
    void countSoon(Account account) {
        ProjectId project = account.project();
        queue.soon(project, tally -> count(project, tally));
    }

    /** Counts a project after a change that may still take effect. */
    void countTwice(Account account) {
        ProjectId project = account.project();
        queue.twice(project, tally -> count(project, tally));
    }

    private Recounted count(ProjectId project, Tally tally) {
        Account account = account(project);
        Set<TeamId> known = account.shares(store, ledger, queue.now()).keySet();
        while (!account.beginCount(tally, queue.now())) {
            account = account(project);
            known = account.shares(store, ledger, queue.now()).keySet();
        }
        try {
            store.survey(project, known, tally);
            Account.Correction found = account.endCount(tally);
            Recounted recounted = new Recounted(project, found.before(), found.after());
            if (recounted.changed()) {
                LOG.info("{} was counted anew and differs: {}", project, recounted);
            }
            return recounted;
        } finally {
            account.leaveCount(tally);
        }
    }

    private Account account(ProjectId project) {
        return accounts.computeIfAbsent(project, Account::new);
    }

    private void save(boolean evenIfBusy) {
        List<Account> batch = new ArrayList<>();
        for (Account account : accounts.values()) {
            if (account.beginSave(evenIfBusy)) {
                batch.add(account);
            }
            if (batch.size() == BATCH) {
                save(batch);
                batch.clear();
            }
        }
        save(batch);
    }

    /** All accounts of the batch are locked by this thread; they are free again afterwards. */
    @SuppressWarnings("GuardedBy") // taken by beginSave
    private void save(List<Account> batch) {
        boolean done = false;
        try {
            if (!batch.isEmpty()) {
                Map<ProjectId, Map<TeamId, Long>> exact = new HashMap<>();
                batch.forEach(account -> exact.put(account.project(), account.toSave()));
                ledger.save(exact);
            }
            done = true;
        } finally {
            for (Account account : batch) {
                account.endSave(done);
            }
        }
    }
}
