package io.flowkeep.events;

import io.flowkeep.events.Outbox.Postponement;
import io.flowkeep.faults.StoreFault;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings events from the outbox to the bus, on a thread of its own. {@link #wake} is safe for
 * concurrent use.
 *
 * <p><b>At least once.</b> A batch is handed to the bus, and only what the bus has confirmed is
 * removed. If the bus fails half-way, nothing is removed and the batch goes out again, although
 * some of it may have got through. If the store fails before the sent events are removed, only the
 * removal is tried again until it works, so that a store that fails does not multiply events. A
 * crash in between sends events twice, with the same ids.
 *
 * <p><b>Order.</b> Events of a key go out in the order they were stored. An event the bus does not
 * take (nobody has bound a queue for it, say) is put off, and those behind it go out all the same:
 * a service that was never installed must not hold up the others. Since the outbox holds back what
 * comes after an event that was put off, the relay works in rounds: all that is due is tried, and
 * what failed is put off in the end. Nobody who listens sees events in the wrong order for long:
 * storing a new event of a key makes those put off due before it, and those that failed together
 * are tried again together. What remains is the moment in which somebody begins to listen between
 * two batches.
 *
 * <p><b>Size.</b> The outbox gives no more at once than fits into memory. What is left is asked for
 * at once, as after any batch; only when nothing was found does the relay wait.
 *
 * <p><b>One at a time.</b> Of the relays of several servers on one outbox only that works which has
 * the {@linkplain Outbox#lease lease}; it stops publishing some time before it might have lost it.
 * When it is closed another continues at once, and when its server dies, as soon as the lease has
 * run out; a batch that was under way then goes out twice, each time in order. The relay that works
 * also finds what other servers store, by looking every so often.
 *
 * <p><b>Pauses.</b> While the bus or the store is unreachable it is tried every 1 to 5 s; waking
 * the relay does not shorten that, or each change would be one more attempt.
 */
public final class Relay implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);

    private final Outbox outbox;
    private final EventBus bus;
    private final Clock clock;
    private final RelaySettings settings;
    private final RelayWatch watch;
    private final RelayLease lease;
    private final FailingNames names = new FailingNames();
    private final OutageLog busAway =
            new OutageLog(LOG, "The event bus is away; events wait in the outbox");
    private final OutageLog storeAway = new OutageLog(LOG, "The outbox is away");
    private final AtomicBoolean awake = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().daemon().name("relay").unstarted(this::run);

    /**
     * A relay that does nothing before it is started.
     *
     * @param clock for when events are due
     * @param lease names this relay; no other one may have its name
     */
    public Relay(
            Outbox outbox,
            EventBus bus,
            Clock clock,
            RelaySettings settings,
            LeaseSettings lease,
            RelayWatch watch) {
        this.outbox = outbox;
        this.bus = bus;
        this.clock = clock;
        this.settings = settings;
        this.watch = watch;
        this.lease = new RelayLease(outbox, lease, () -> LockSupport.unpark(thread));
    }

    /** Begins; called once. Neither the bus nor the store need be there yet. */
    public void start() {
        lease.start();
        thread.start();
    }

    /**
     * Says that something was stored. Costs next to nothing; many calls while a batch is under way
     * are one. Never waits, never throws.
     */
    public void wake() {
        if (!awake.get() && awake.compareAndSet(false, true)) {
            LockSupport.unpark(thread);
        }
    }

    /** Lets the batch under way finish, for at most a few seconds. */
    @Override
    public void close() {
        closed.countDown();
        LockSupport.unpark(thread);
        if (thread.getState() == Thread.State.NEW) {
            return;
        }
        if (isThrough()) {
            lease.release();
        } else {
            lease.close(); // and ends in time
        }
    }

    private boolean isThrough() {
        try {
            if (thread.join(settings.closing())) {
                return true;
            }
            thread.interrupt();
            return thread.join(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void run() {
        int failures = 0;
        while (goesOn()) {
            try {
                if (!lease.isHeld()) {
                    LockSupport.parkNanos(settings.poll().toNanos());
                    continue;
                }
                awake.set(false); // before looking: what is stored from now on wakes it again
                boolean found = relayRound();
                failures = 0;
                if (!found && !awake.get()) {
                    LockSupport.parkNanos(settings.poll().toNanos());
                }
            } catch (BusUnavailable e) {
                watch.unavailable();
                busAway.failed(String.valueOf(e.getMessage()));
                pause(++failures);
            } catch (StoreFault e) {
                storeAway.failed(String.valueOf(e.getMessage()));
                pause(++failures);
            } catch (RuntimeException e) {
                LOG.atError().setCause(e).log("the relay failed and goes on after a pause");
                pause(++failures);
            }
        }
    }

    private boolean relayRound() {
        RelayPass round = new RelayPass(settings.batch());
        boolean found = false;
        List<OutboxEvent> next = next(round);
        while (!next.isEmpty() && mayHandOver()) {
            found = true;
            List<Publication> publications = bus.publish(next);
            busAway.worked();
            List<OutboxEvent> sent = round.sent(next, publications, names);
            if (!sent.isEmpty()) {
                insist(() -> outbox.sent(sent));
                watch.sent(sent.size());
            }
            next = next(round);
        }
        if (round.hasFailures() && lease.isHeld()) {
            List<Postponement> postponements =
                    round.postponements(settings.postponement(), clock.instant());
            insist(() -> outbox.postpone(postponements));
            watch.postponed(postponements.size());
        }
        return found;
    }

    private List<OutboxEvent> next(RelayPass round) {
        List<OutboxEvent> due = outbox.due(clock.instant(), round.limit());
        storeAway.worked();
        return round.next(due);
    }

    private void insist(Runnable change) {
        for (int failures = 1; ; failures++) {
            try {
                change.run();
                storeAway.worked();
                return;
            } catch (StoreFault e) {
                storeAway.failed(String.valueOf(e.getMessage()));
                if (!goesOn()) {
                    throw e;
                }
                pause(failures);
            }
        }
    }

    private boolean mayHandOver() {
        return goesOn() && lease.isHeld();
    }

    private boolean goesOn() {
        return closed.getCount() > 0 && !Thread.currentThread().isInterrupted();
    }

    private void pause(int failures) {
        try {
            long millis = settings.outage().after(failures).toMillis();
            boolean _ = closed.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
