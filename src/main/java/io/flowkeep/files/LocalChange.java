package io.flowkeep.files;

/** What one change does to the counters of its project on this server. */
final class LocalChange implements UsageChange {
    private final LocalUsage usage;
    private final Account account;
    private final FileKey key;
    private final Quota quota;
    private final long startNanos;

    /** The file as the store names it. */
    private String name;

    /** Bytes set aside in the account for this change. */
    private long held;

    /** Bytes that the content may have without adding to usage. */
    private long free;

    private long oldBytes;
    private long newBytes;
    private boolean hasTouched;
    private boolean hasTaken;
    private boolean isDistrusted;
    private boolean hasWaited;

    LocalChange(LocalUsage usage, Account account, FileKey key, Quota quota, long startNanos) {
        this.usage = usage;
        this.account = account;
        this.key = key;
        this.name = key.name();
        this.quota = quota;
        this.startNanos = startNanos;
    }

    @Override
    public void replaces(long bytes) {
        free = bytes;
    }

    /**
     * The project is counted anew before a write that does not fit is refused, and first of all if
     * the account is in doubt.
     */
    @Override
    public boolean cover(long contentBytes) {
        long more = contentBytes - free - held;
        if (more <= 0 || !quota.isLimited()) {
            return true;
        }
        boolean fits =
                (hasWaited || !account.isInDoubt()) && account.reserve(more, quota.limitBytes());
        if (!fits && !hasWaited) {
            waitForCount();
            fits = account.reserve(more, quota.limitBytes());
        }
        held += fits ? more : 0;
        return fits;
    }

    /** Whatever the result, one wait per change is enough. */
    private void waitForCount() {
        hasWaited = true;
        usage.waitForCount(account, startNanos);
    }

    @Override
    public void distrust() {
        account.distrust();
        isDistrusted = true;
    }

    @Override
    public void at(String realName) {
        name = realName;
    }

    @Override
    public boolean create(long bytes) {
        return take(0, bytes, false);
    }

    @Override
    public boolean change(long before, long after) {
        return take(before, after, true);
    }

    @Override
    public boolean reconsider() {
        if (hasWaited) {
            return false;
        }
        waitForCount();
        return true;
    }

    @Override
    public void removing(long bytes) {
        account.touch(cost(bytes, 0));
        hasTouched = true;
    }

    @Override
    public void removed(long bytes) {
        account.put(cost(bytes, 0));
    }

    @Override
    public void undo() {
        if (hasTaken) {
            account.put(cost(newBytes, oldBytes));
            hasTaken = false;
        }
    }

    @Override
    public long limitBytes() {
        return quota.limitBytes();
    }

    @Override
    public void close() {
        boolean isInDoubt = account.leave(held, hasTouched ? name : "");
        held = 0;
        if (isDistrusted) {
            usage.countTwice(account);
        } else if (isInDoubt) {
            usage.countSoon(account);
        }
    }

    private boolean take(long before, long after, boolean existed) {
        boolean passes = account.take(cost(before, after), held, quota.limitBytes(), existed);
        held = 0;
        hasTaken = passes;
        hasTouched |= passes;
        oldBytes = before;
        newBytes = after;
        return passes;
    }

    private Account.Cost cost(long before, long after) {
        return new Account.Cost(key.team(), name, before, after, !hasTouched);
    }
}
