package io.flowkeep.events.rabbitmq;

import com.rabbitmq.client.ShutdownSignalException;
import io.flowkeep.events.Backoff;
import io.flowkeep.events.Delivery;
import io.flowkeep.events.Delivery.End;
import io.flowkeep.events.Envelope;
import io.flowkeep.events.EventHandler;
import io.flowkeep.events.IntakeWatch;
import io.flowkeep.events.Publication.Confirmed;
import io.flowkeep.events.Publication.Refused;
import io.flowkeep.events.Publication.Unroutable;
import io.flowkeep.events.rabbitmq.ConfirmedPublisher.Message;
import io.flowkeep.events.rabbitmq.Session.Incoming;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles messages one after the other on one thread, whatever session they come from, so that a
 * session that is new does not overtake what an old one has begun. A message is acknowledged when
 * it was handled or lies in the dead-letter queue; without either it comes again. What waits here
 * is bounded by the prefetch.
 */
final class InboundMessages {
    private static final Logger LOG = LoggerFactory.getLogger(InboundMessages.class);
    private static final Backoff ASIDE_PAUSES =
            new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));
    private static final int LOOK_MILLIS = 100; // how soon it sees that it is closed

    private final RabbitSettings settings;
    private final Clock clock;
    private final IntakeWatch watch;
    private final BlockingQueue<Incoming> waiting = new LinkedBlockingQueue<>();
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name("events-intake").factory());
    private volatile boolean started;
    private volatile boolean closing;

    InboundMessages(RabbitSettings settings, Clock clock, IntakeWatch watch) {
        this.settings = settings;
        this.clock = clock;
        this.watch = watch;
    }

    synchronized void start(EventHandler handler) {
        if (started) {
            throw new IllegalStateException("there is a handler already");
        }
        Delivery delivery = new Delivery(handler, settings.redelivery(), watch);
        thread.execute(() -> run(delivery));
        started = true;
    }

    boolean isStarted() {
        return started;
    }

    void accept(Incoming message) {
        waiting.add(message);
    }

    /** Waits for the handler to finish the current message; the rest comes again. */
    void close(Duration patience) throws InterruptedException {
        closing = true;
        thread.shutdown();
        if (!thread.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warn("An event is still being handled; it will come again");
            thread.shutdownNow();
        }
    }

    private void run(Delivery delivery) {
        while (!closing) {
            try {
                Optional<Incoming> message =
                        Optional.ofNullable(waiting.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS));
                if (message.isPresent()) {
                    take(message.get(), delivery);
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void take(Incoming message, Delivery delivery) throws InterruptedException {
        try {
            if (goesOn(message)) {
                handle(message, delivery);
            }
        } catch (IOException | TimeoutException | ShutdownSignalException e) {
            message.session().end(RabbitErrors.reason(e));
        } catch (RuntimeException | Error e) {
            LOG.atError().setCause(e).log("an event could not be taken in; it comes again");
            message.session().end("a fault of ours: " + e);
        }
    }

    private void handle(Incoming message, Delivery delivery)
            throws IOException, TimeoutException, InterruptedException {
        End end =
                message.body().length > settings.largestMessageBytes()
                        ? new End.Rejected("too large: " + message.body().length + " bytes")
                        : delivery.deliver(Envelope.read(message.body()), () -> goesOn(message));
        switch (end) {
            case End.Handled _ -> message.session().acknowledge(message);
            case End.Rejected(String why) -> putAside(message, why);
            case End.Abandoned _ -> {}
        }
    }

    private void putAside(Incoming message, String why)
            throws IOException, TimeoutException, InterruptedException {
        String queue = settings.deadLetterQueue();
        Message letter = DeadLetter.of(message, queue, why, clock.instant());
        for (int failures = 1; goesOn(message); failures++) {
            String fault =
                    switch (message.session().publishDeadLetter(letter)) {
                        case Confirmed _ -> "";
                        case Unroutable(String reason) -> reason;
                        case Refused(String reason) -> reason;
                    };
            if (fault.isEmpty()) {
                message.session().acknowledge(message);
                watch.deadLettered();
                LOG.warn(
                        "An event ({}) went to the queue {}: {}",
                        message.envelope().getRoutingKey(),
                        queue,
                        why);
                return;
            }
            LOG.error("An event cannot be put into the queue {}: {}", queue, fault);
            makeQueueAgain(message.session());
            ASIDE_PAUSES.sleepAfter(failures, () -> goesOn(message));
        }
    }

    private static void makeQueueAgain(Session session) throws TimeoutException {
        try {
            session.ensureDeadLetterQueue();
        } catch (IOException e) {
            LOG.error("The dead-letter queue cannot be made: {}", RabbitErrors.reason(e));
        }
    }

    private boolean goesOn(Incoming message) {
        return !closing && message.session().isOpen();
    }
}
