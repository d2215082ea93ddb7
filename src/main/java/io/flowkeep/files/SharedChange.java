package io.flowkeep.files;

import io.flowkeep.faults.StoreFault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** One change of a file that other servers may change as well. */
final class SharedChange implements UsageChange {
    private static final Logger LOG = LoggerFactory.getLogger(SharedChange.class);

    private final SharedUsage usage;
    private final FileKey key;
    private final Quota quota;
    private State state = State.IDLE;
    private String id = "";
    private String change = "";
    private String seen = "";
    private long free;
    private boolean hasWaited;

    SharedChange(SharedUsage usage, FileKey key, Quota quota) {
        this.usage = usage;
        this.key = key;
        this.quota = quota;
    }

    private enum State {
        /** Nothing is announced. */
        IDLE,
        /** The path is taken, or may be. */
        HELD,
        /** The change is announced, and may have happened. */
        OPEN
    }

    @Override
    public void replaces(long oldBytes) {
        free = oldBytes;
    }

    /**
     * No room is reserved before the change is announced: uploads may compete for the last bytes.
     * The project is counted anew before a write that does not fit is refused.
     */
    @Override
    public boolean cover(long contentBytes) {
        long more = contentBytes - free;
        if (more <= 0 || !quota.isLimited()) {
            return true;
        }
        boolean isSure = !usage.recounts().isInDoubt(key.project());
        return (isSure && fits(more)) || (reconsider() && fits(more)) || (!isSure && fits(more));
    }

    private boolean fits(long more) {
        return usage.fits(key.project(), more, quota.limitBytes());
    }

    /**
     * Whatever the result, one wait per change is enough. A path that was taken is released first,
     * so that others that write the same file need not wait for the count as well.
     */
    @Override
    public boolean reconsider() {
        if (hasWaited) {
            return false;
        }
        hasWaited = true;
        if (state == State.HELD) {
            settle(false);
        }
        usage.recounts().await(key.project());
        return true;
    }

    @Override
    public void hold() {
        if (state == State.IDLE) {
            id = usage.newId();
            state = State.HELD;
            usage.hold(id, key);
        }
    }

    @Override
    public void signed(String newChange, String oldChange) {
        change = newChange;
        seen = oldChange;
    }

    @Override
    public boolean create(long newBytes) {
        return open(false, 0, newBytes);
    }

    @Override
    public boolean change(long oldBytes, long newBytes) {
        return open(true, oldBytes, newBytes);
    }

    @Override
    public void removing(long oldBytes) {
        boolean _ = open(true, oldBytes, 0);
    }

    @Override
    public void done() {
        if (state != State.OPEN) {
            throw new IllegalStateException("a change that was not announced");
        }
        settle(true);
    }

    @Override
    public void removed(long oldBytes) {
        done();
    }

    @Override
    public void undo() {
        if (state != State.IDLE) {
            state = State.IDLE;
            usage.settle(id, key, false);
        }
    }

    @Override
    public void distrust() {
        usage.abandon(id);
        state = State.IDLE;
    }

    @Override
    public long limitBytes() {
        return quota.limitBytes();
    }

    @Override
    public void close() {
        switch (state) {
            case IDLE -> {}
            case HELD -> settle(false);
            case OPEN -> distrust();
        }
    }

    private boolean open(boolean existed, long oldBytes, long newBytes) {
        boolean wasHeld = state == State.HELD;
        if (!wasHeld) {
            id = usage.newId();
            state = State.HELD; // should asking fail, closing takes back what may be there
        }
        long limitBytes = quota.limitBytes();
        boolean granted =
                usage.open(
                        id,
                        key,
                        new SharedLedger.Cost(
                                wasHeld, change, seen, existed, oldBytes, newBytes, limitBytes));
        if (granted) {
            state = State.OPEN;
        } else if (!wasHeld) {
            distrust(); // nothing has been announced
        }
        return granted;
    }

    /**
     * The change is over whatever the ledger answers: if the report does not reach it, another
     * server looks at the file later.
     */
    private void settle(boolean happened) {
        state = State.IDLE;
        try {
            usage.settle(id, key, happened);
        } catch (StoreFault e) {
            LOG.atLevel(happened ? Level.WARN : Level.DEBUG)
                    .log("the intent for {} is left to run out: {}", key, e.getMessage());
        }
    }
}
