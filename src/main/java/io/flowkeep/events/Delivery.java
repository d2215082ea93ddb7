package io.flowkeep.events;

import io.flowkeep.events.Handling.Done;
import io.flowkeep.events.Handling.Malformed;
import io.flowkeep.faults.StoreCorrupt;
import io.flowkeep.faults.StoreFault;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands events to a handler, in place and again while it fails, as {@link EventBus#consume}
 * promises; for the buses. Events that come later wait meanwhile: their order matters more than
 * their speed. One thread at a time.
 */
public final class Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    /** How it ended. */
    public sealed interface End {
        /** The effect is stored. */
        record Handled() implements End {}

        /** To be put aside for people to inspect. */
        record Rejected(String why) implements End {}

        /** Stopped half-way; its effect is unknown. */
        record Abandoned() implements End {}
    }

    private final EventHandler handler;
    private final Redelivery redelivery;
    private final IntakeWatch watch;
    private final OutageLog outage =
            new OutageLog(LOG, "An event cannot be handled and is retried");

    /** Deliveries to a handler. */
    public Delivery(EventHandler handler, Redelivery redelivery, IntakeWatch watch) {
        this.handler = handler;
        this.redelivery = redelivery;
        this.watch = watch;
    }

    /**
     * Hands an event in until the handler has dealt with it or there is no point in going on.
     *
     * @param goesOn asked before each attempt and during pauses
     * @throws InterruptedException the thread was interrupted during a pause
     */
    public End deliver(Envelope envelope, BooleanSupplier goesOn) throws InterruptedException {
        return switch (envelope) {
            case Envelope.Unreadable(String why) -> new End.Rejected(why);
            case Envelope.Event event -> deliver(event, goesOn);
        };
    }

    private End deliver(Envelope.Event event, BooleanSupplier goesOn) throws InterruptedException {
        long start = System.nanoTime();
        for (int failures = 1; goesOn.getAsBoolean(); failures++) {
            try {
                Handling handling = handler.handle(event.name(), event.payload());
                outage.worked();
                return end(handling);
            } catch (RuntimeException | StackOverflowError e) {
                watch.failed();
                String why = event.name() + ": " + e;
                outage.failed(why);
                LOG.atDebug().setCause(e).log("attempt {} at {} failed", failures, event.name());
                if (givesUp(e, failures, start)) {
                    LOG.atError().setCause(e).log("gave up an event: {}", event.name());
                    return new End.Rejected("the handler failed " + failures + " times, " + why);
                }
            }
            redelivery.pauses().sleepAfter(failures, goesOn);
        }
        return new End.Abandoned();
    }

    private End end(Handling handling) {
        return switch (handling) {
            case Done _ -> {
                watch.handled();
                yield new End.Handled();
            }
            case Malformed(String why) -> new End.Rejected(why);
        };
    }

    private boolean givesUp(Throwable fault, int failures, long startNanos) {
        boolean storeAway = fault instanceof StoreFault && !(fault instanceof StoreCorrupt);
        if (storeAway) {
            long spent = System.nanoTime() - startNanos;
            return Duration.ofNanos(spent).compareTo(redelivery.outagePatience()) > 0;
        }
        return failures >= redelivery.tries();
    }
}
