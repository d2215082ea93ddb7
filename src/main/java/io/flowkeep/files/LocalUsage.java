package io.flowkeep.files;

import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Usage on one server that has its files for itself. Safe for concurrent use.
 *
 * <p><b>Idea.</b> Asking for usage, and judging a write against a quota, costs the same at ten
 * files and at a million, so nothing may walk a tree but once. The counters live in memory. On disk
 * the {@link UsageLedger} keeps them as they were at some quiet moment, with a mark on each project
 * that has changed since. The mark is set, durably, before the first change after that moment;
 * later changes cost no flush at all. A crash loses the counters of marked projects only, and only
 * they are counted again when next asked for.
 *
 * <p><b>Quota.</b> A write sets aside what it will add before its bytes are accepted, so that many
 * uploads at once cannot pass a limit together, and turns it into usage when the store, under its
 * lock on the path, says what the change really is. What a failed write had set aside is free
 * again.
 *
 * <p><b>Saving.</b> A project is written down only while none of its changes runs, under its own
 * lock; a change that begins meanwhile waits for that one flush and sets the mark anew. The timer
 * leaves out projects that are busy, so that they do not pay for a mark over and over; closing
 * leaves out only those with a change under way, which then stay marked. A change whose outcome the
 * store does not know keeps its project marked until a restart has counted it.
 *
 * <p><b>Trade-off.</b> Files changed behind the server's back are not seen until {@link #recount}.
 */
public final class LocalUsage implements Usage {
    /** Projects kept in memory for nothing; about 300 bytes each. */
    private static final int MAX_IDLE_ACCOUNTS = 10_000;

    /** Accounts saved in one step, which holds all their locks. */
    private static final int BATCH = 200;

    private final FileStore store;
    private final UsageLedger ledger;
    private final Map<ProjectId, Account> accounts = new ConcurrentHashMap<>();

    /** Counts the store's files and keeps the result in the ledger; closes neither. */
    public LocalUsage(FileStore store, UsageLedger ledger) {
        this.store = store;
        this.ledger = ledger;
    }

    @Override
    public long usedBytes(TeamId team, ProjectId project) {
        return shares(project).getOrDefault(team, 0L);
    }

    @Override
    public Map<TeamId, Long> shares(ProjectId project) {
        return account(project).shares(store, ledger);
    }

    /** As promised; writes of the project are held back meanwhile. */
    @Override
    public Map<TeamId, Long> recount(ProjectId project) {
        Account account = account(project);
        account.shares(store, ledger);
        return account.recount(store);
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
        save(true);
    }

    @Override
    public UsageChange begin(FileKey key, Quota quota) {
        Account account = account(key.project());
        while (!account.enter(store, ledger)) {
            account = account(key.project());
        }
        return new LocalChange(account, key.team(), quota);
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
