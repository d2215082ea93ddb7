package io.flowkeep.events.inprocess;

import io.flowkeep.events.BusUnavailable;
import io.flowkeep.events.Delivery;
import io.flowkeep.events.Delivery.End.Abandoned;
import io.flowkeep.events.Delivery.End.Handled;
import io.flowkeep.events.Delivery.End.Rejected;
import io.flowkeep.events.Envelope;
import io.flowkeep.events.EventBus;
import io.flowkeep.events.EventHandler;
import io.flowkeep.events.Handling;
import io.flowkeep.events.IntakeWatch;
import io.flowkeep.events.OutboxEvent;
import io.flowkeep.events.Publication;
import io.flowkeep.events.Redelivery;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands events to the handler in this process, in order, on one thread of its own. Safe for
 * concurrent use.
 *
 * <p>Publishing waits until the events and the stand-in's answers to them are handled. So an event
 * stays in its outbox until its effect is stored, and a crash loses nothing; and nothing can pile
 * up in between, since the publisher waits. There is no deadlock as long as a handler only stores
 * and never publishes itself.
 *
 * <p>While the store is unreachable events are tried without end, since the outbox that they come
 * from is unreachable as well. An event that is put aside goes to the log: there is no other place
 * for it.
 */
public final class InProcessBus implements EventBus {
    private static final Logger LOG = LoggerFactory.getLogger(InProcessBus.class);
    private static final Duration CLOSING = Duration.ofSeconds(5);
    private static final Duration FOR_EVER = Duration.ofDays(10_000);

    private final Function<Envelope.Event, Optional<String>> answers;
    private final Redelivery redelivery;
    private final IntakeWatch watch;
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(
                    work -> Thread.ofPlatform().daemon().name("events-inprocess").unstarted(work));
    private volatile Delivery delivery;
    private volatile boolean open = true;

    private InProcessBus(
            Function<Envelope.Event, Optional<String>> answers,
            Redelivery redelivery,
            IntakeWatch watch) {
        this.answers = answers;
        this.redelivery = new Redelivery(redelivery.tries(), redelivery.pauses(), FOR_EVER);
        this.watch = watch;
        this.delivery = deliveryTo((_, _) -> new Handling.Done());
    }

    /** A bus on which nobody answers. */
    public static InProcessBus open(Redelivery redelivery, IntakeWatch watch) {
        return new InProcessBus(_ -> Optional.empty(), redelivery, watch);
    }

    /** A bus on which a stand-in answers in the orchestrator's place. */
    public static InProcessBus answering(
            StandInOrchestrator standIn, Redelivery redelivery, IntakeWatch watch) {
        return new InProcessBus(standIn::answer, redelivery, watch);
    }

    @Override
    public List<Publication> publish(List<OutboxEvent> events) {
        Future<?> work;
        try {
            work = thread.submit(() -> deliverAll(List.copyOf(events)));
        } catch (RejectedExecutionException e) {
            throw new BusUnavailable("the bus is closed", e);
        }
        try {
            work.get();
        } catch (InterruptedException e) {
            boolean _ = work.cancel(false);
            Thread.currentThread().interrupt();
            throw new BusUnavailable("interrupted while events were handled", e);
        } catch (ExecutionException | CancellationException e) {
            throw new BusUnavailable("the bus was closed or failed while events were handled", e);
        }
        return Collections.nCopies(events.size(), new Publication.Confirmed());
    }

    @Override
    public void consume(EventHandler handler) {
        delivery = deliveryTo(handler);
    }

    @Override
    public boolean isConnected() {
        return open;
    }

    @Override
    public void close() {
        open = false;
        thread.shutdown();
        try {
            if (thread.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Runnable left : thread.shutdownNow()) {
            if (left instanceof FutureTask<?> publishing) {
                publishing.cancel(false); // or whoever waits for it would wait for ever
            }
        }
    }

    private Delivery deliveryTo(EventHandler handler) {
        return new Delivery(handler, redelivery, watch);
    }

    private Boolean deliverAll(List<OutboxEvent> events) throws InterruptedException {
        for (OutboxEvent event : events) {
            Envelope envelope = Envelope.read(event.body());
            deliver(event, envelope);
            if (envelope instanceof Envelope.Event readable) {
                Optional<String> answer = answers.apply(readable);
                if (answer.isPresent()) {
                    deliver(event, Envelope.read(answer.get()));
                }
            }
        }
        return true;
    }

    private void deliver(OutboxEvent event, Envelope envelope) throws InterruptedException {
        switch (delivery.deliver(envelope, () -> open)) {
            case Handled _ -> {}
            case Rejected(String why) -> {
                LOG.error("event {} {} is put aside: {}", event.name(), event.id(), why);
                watch.deadLettered();
            }
            case Abandoned _ -> throw new CancellationException("the bus is closed");
        }
    }
}
