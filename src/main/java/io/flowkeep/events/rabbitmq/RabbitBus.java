package io.flowkeep.events.rabbitmq;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.ShutdownSignalException;
import io.flowkeep.events.BusUnavailable;
import io.flowkeep.events.EventBus;
import io.flowkeep.events.EventHandler;
import io.flowkeep.events.IntakeWatch;
import io.flowkeep.events.OutboxEvent;
import io.flowkeep.events.Publication;
import io.flowkeep.events.Publication.Refused;
import io.flowkeep.events.rabbitmq.ConfirmedPublisher.Message;
import io.flowkeep.text.Utf8;
import io.flowkeep.trust.Trust;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Events over RabbitMQ. Safe for concurrent use.
 *
 * <p><b>Connecting.</b> A thread keeps one {@link Session} open: it tries every second and makes a
 * new one as soon as anything about the old one fails, be it the connection, a channel or a queue
 * that somebody deleted. Each new session makes the exchange, the queues and the bindings that are
 * missing.
 *
 * <p><b>Publishing.</b> A batch is written out and then waited for. What the broker gives back or
 * refuses is known for each event; if it says nothing for a while, or has no memory or disk left
 * and stops reading, the whole batch is unknown.
 *
 * <p><b>Taking in.</b> See {@link InboundMessages}. The queue has no arguments, since that of an
 * existing installation has none and could not be declared otherwise; so it is us who move a
 * message to the dead-letter queue, first publishing it there and then acknowledging it. A crash in
 * between puts it there twice.
 */
public final class RabbitBus implements EventBus {
    private static final Duration CLOSING = Duration.ofSeconds(5);
    private static final int LONGEST_NAME_BYTES = 255; // an AMQP short string

    /** How the broker says that a message is larger than it is set to take. */
    private static final Pattern SIZE_LIMIT = Pattern.compile("message size .* max size (\\d+)");

    private sealed interface Link {
        record Up(Session session) implements Link {}

        record Down(String reason) implements Link {}
    }

    private final RabbitSettings settings;
    private final InboundMessages intake;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Connector connector;
    private final ConnectionLog log;
    private final Semaphore signals = new Semaphore(0);
    private final Thread thread =
            Thread.ofPlatform().daemon().name("rabbitmq-keeper").unstarted(this::keepConnected);
    private volatile Link link = new Link.Down("not connected yet");
    private volatile boolean closing;
    private volatile long brokerLimitBytes = Long.MAX_VALUE;

    private RabbitBus(RabbitSettings settings, Trust trust, Clock clock, IntakeWatch watch) {
        this.settings = settings;
        this.intake = new InboundMessages(settings, clock, watch);
        this.connector = new Connector(settings, trust, executor);
        this.log = new ConnectionLog(settings.place());
    }

    /** A bus that connects in the background; returns at once, whether RabbitMQ is there or not. */
    public static RabbitBus open(
            RabbitSettings settings, Trust trust, Clock clock, IntakeWatch watch) {
        RabbitBus bus = new RabbitBus(settings, trust, clock, watch);
        bus.thread.start();
        return bus;
    }

    @Override
    public List<Publication> publish(List<OutboxEvent> events) {
        List<Message> messages = events.stream().map(RabbitBus::message).toList();
        List<Message> fit = messages.stream().filter(each -> misfit(each).isEmpty()).toList();
        Iterator<Publication> published = publishFitting(fit).iterator();
        return messages.stream()
                .map(each -> misfit(each).<Publication>map(Refused::new).orElseGet(published::next))
                .toList();
    }

    @Override
    public void consume(EventHandler handler) {
        intake.start(handler);
        signals.release();
    }

    @Override
    public boolean isConnected() {
        return link instanceof Link.Up(Session session) && session.isOpen();
    }

    @Override
    public void close() {
        try {
            intake.close(
                    CLOSING); // before the connection is closed, so that the current message can be
            // acknowledged
            closing = true;
            signals.release();
            thread.join(CLOSING);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        closing = true;
        thread.interrupt();
        executor.shutdownNow();
    }

    private List<Publication> publishFitting(List<Message> messages) {
        if (messages.isEmpty()) {
            return List.of();
        }
        Session session = session();
        try {
            return session.publish(messages);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BusUnavailable("interrupted while waiting for confirms", e);
        } catch (IOException | TimeoutException | ShutdownSignalException e) {
            if (session.blockedReason().isEmpty()) {
                session.end(RabbitErrors.reason(e)); // a late confirm must not be taken for new
            }
            learnSizeLimit(session.endReason());
            throw new BusUnavailable(reasonOf(session, e), e);
        }
    }

    private Session session() {
        return switch (link) {
            case Link.Down(String reason) -> throw new BusUnavailable(reason);
            case Link.Up(Session session) when !session.isOpen() ->
                    throw new BusUnavailable(session.endReason());
            case Link.Up(Session session) when !session.blockedReason().isEmpty() ->
                    throw new BusUnavailable(session.blockedReason());
            case Link.Up(Session session) -> session;
        };
    }

    private static String reasonOf(Session session, Exception fault) {
        return session.isOpen() ? RabbitErrors.reason(fault) : session.endReason();
    }

    /** Without this, an event that is too large would end one session after another. */
    private void learnSizeLimit(String reason) {
        Matcher limit = SIZE_LIMIT.matcher(reason);
        if (limit.find()) {
            brokerLimitBytes = Long.parseLong(limit.group(1));
        }
    }

    private Optional<String> misfit(Message message) {
        if (message.body().length > brokerLimitBytes) {
            return Optional.of(
                    "larger than the " + brokerLimitBytes + " bytes that the broker takes");
        }
        return isLong(message.routingKey()) || isLong(message.properties().getMessageId())
                ? Optional.of("its name or id is longer than " + LONGEST_NAME_BYTES + " bytes")
                : Optional.empty();
    }

    private static boolean isLong(String text) {
        return Utf8.length(text) > LONGEST_NAME_BYTES;
    }

    private static Message message(OutboxEvent event) {
        BasicProperties properties =
                new BasicProperties.Builder()
                        .deliveryMode(2)
                        .headers(Map.of())
                        .messageId(event.id())
                        .build();
        return new Message(event.name(), properties, Utf8.bytes(event.body()));
    }

    private void keepConnected() {
        try {
            while (!closing) {
                long turn = System.nanoTime();
                switch (link) {
                    case Link.Up(Session session) when session.isOpen() -> tend(session);
                    case Link.Up(Session session) -> {
                        lost(session);
                        connect();
                    }
                    case Link.Down _ -> connect();
                }
                boolean _ =
                        signals.tryAcquire(
                                settings.reconnectPause().toMillis(), TimeUnit.MILLISECONDS);
                signals.drainPermits();
                rest(turn);
            }
            if (link instanceof Link.Up(Session session)) {
                session.dispose();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            link = new Link.Down("the bus is closed");
        }
    }

    /** Keeps a session that fails as soon as it is open from making this loop a busy one. */
    private void rest(long turnNanos) throws InterruptedException {
        long spent = (System.nanoTime() - turnNanos) / 1_000_000;
        if (!isConnected() && !closing) {
            Thread.sleep(Math.max(0, settings.reconnectPause().toMillis() - spent));
        }
    }

    private void tend(Session session) {
        if (session.isStuck()) {
            session.end("the broker does not read what is sent to it");
        }
        if (intake.isStarted() && !session.isConsuming()) {
            try {
                session.consume(intake::accept);
            } catch (IOException | ShutdownSignalException e) {
                session.end(RabbitErrors.reason(e));
            }
        }
    }

    private void lost(Session session) throws InterruptedException {
        link = new Link.Down(session.endReason());
        log.failed("lost", session.endReason());
        session.dispose();
    }

    private void connect() throws InterruptedException {
        try {
            Session session = connector.open(signals::release);
            link = new Link.Up(session);
            log.connected();
            tend(session);
        } catch (IOException | TimeoutException | ShutdownSignalException e) {
            String reason = RabbitErrors.reason(e);
            link = new Link.Down(reason);
            log.failed(e.getClass().getSimpleName() + RabbitErrors.replyCode(e), reason);
        } catch (RuntimeException e) {
            link = new Link.Down(String.valueOf(e));
            log.failed(e.getClass().getSimpleName(), String.valueOf(e));
        }
    }
}
