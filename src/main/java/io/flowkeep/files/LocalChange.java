package io.flowkeep.files;

import io.flowkeep.ids.TeamId;

/** What one change does to the counters of its project on this server. */
final class LocalChange implements UsageChange {
    private final Account account;
    private final TeamId team;
    private final Quota quota;

    /** Bytes set aside in the account for this change. */
    private long held;

    /** Bytes that the content may have without adding to usage. */
    private long free;

    private long taken;

    LocalChange(Account account, TeamId team, Quota quota) {
        this.account = account;
        this.team = team;
        this.quota = quota;
    }

    @Override
    public void replaces(long oldBytes) {
        free = oldBytes;
    }

    @Override
    public boolean cover(long contentBytes) {
        long more = contentBytes - free - held;
        if (more <= 0 || !quota.isLimited()) {
            return true;
        }
        if (!account.reserve(more, quota.limitBytes())) {
            return false;
        }
        held += more;
        return true;
    }

    @Override
    public void distrust() {
        account.distrust();
    }

    @Override
    public boolean create(long newBytes) {
        return take(newBytes, false);
    }

    @Override
    public boolean change(long oldBytes, long newBytes) {
        return take(newBytes - oldBytes, true);
    }

    @Override
    public void removed(long oldBytes) {
        account.put(team, -oldBytes);
    }

    @Override
    public void undo() {
        account.put(team, -taken);
        taken = 0;
    }

    @Override
    public long limitBytes() {
        return quota.limitBytes();
    }

    @Override
    public void close() {
        account.leave(held);
        held = 0;
    }

    private boolean take(long difference, boolean existed) {
        boolean passes = account.take(team, difference, held, quota.limitBytes(), existed);
        held = 0;
        taken = passes ? difference : 0;
        return passes;
    }
}
