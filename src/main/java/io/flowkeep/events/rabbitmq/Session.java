package io.flowkeep.events.rabbitmq;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import io.flowkeep.events.Publication;
import io.flowkeep.events.rabbitmq.ConfirmedPublisher.Message;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection with its channels: one for events that go out, one for events that come in, one
 * for dead letters. It ends as a whole, whichever of them fails, and is never repaired. Safe for
 * concurrent use.
 */
final class Session {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);
    private static final int GOODBYE_MILLIS = 1000;
    private static final int STUCK_AFTER = 3; // times the patience for confirms

    /** A message that came in. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares messages
    record Incoming(Session session, Envelope envelope, BasicProperties properties, byte[] body) {}

    private final Connection connection;
    private final Closeable socket;
    private final RabbitSettings settings;
    private final Runnable onEnd;
    private final Channel intake;
    private final ConfirmedPublisher events;
    private final ConfirmedPublisher deadLetters;
    private volatile String endReason = "";
    private volatile String blockedReason = "";
    private volatile boolean consuming;

    private Session(
            Connection connection, Closeable socket, RabbitSettings settings, Runnable onEnd)
            throws IOException {
        this.connection = connection;
        this.socket = socket;
        this.settings = settings;
        this.onEnd = onEnd;
        Duration patience = settings.confirmTimeout();
        Channel forEvents = Topology.channel(connection);
        Channel forDeadLetters = Topology.channel(connection);
        this.intake = Topology.channel(connection);
        this.events = new ConfirmedPublisher(forEvents, settings.exchange(), patience);
        this.deadLetters = new ConfirmedPublisher(forDeadLetters, "", patience);
        List.of(forEvents, forDeadLetters, intake)
                .forEach(
                        each -> each.addShutdownListener(cause -> end(RabbitErrors.reason(cause))));
    }

    /**
     * Makes what is missing on the broker and opens the channels.
     *
     * @param socket ends the connection however it hangs
     * @param onEnd called once or more when the session has ended, on any thread; must not wait
     */
    static Session over(
            Connection connection, Closeable socket, RabbitSettings settings, Runnable onEnd)
            throws IOException, TimeoutException {
        Topology.ensure(connection, settings);
        Session session = new Session(connection, socket, settings, onEnd);
        connection.addBlockedListener(session::blocked, () -> session.blockedReason = "");
        connection.addShutdownListener(cause -> session.end(RabbitErrors.reason(cause)));
        try {
            session.ensureDeadLetterQueue();
        } catch (IOException e) {
            LOG.warn(
                    "The queue {} cannot be made ({}); events that cannot be handled will hold up"
                            + " the others",
                    settings.deadLetterQueue(),
                    RabbitErrors.reason(e));
        }
        return session;
    }

    boolean isOpen() {
        return endReason.isEmpty();
    }

    String endReason() {
        return endReason;
    }

    /** Why the broker takes no messages at the moment, or empty. */
    String blockedReason() {
        return blockedReason;
    }

    boolean isStuck() {
        Duration limit = settings.confirmTimeout().multipliedBy(STUCK_AFTER);
        return events.isStuck(limit) || deadLetters.isStuck(limit);
    }

    List<Publication> publish(List<Message> messages)
            throws IOException, InterruptedException, TimeoutException {
        return events.publish(messages);
    }

    Publication publishDeadLetter(Message message)
            throws IOException, InterruptedException, TimeoutException {
        return deadLetters.publish(List.of(message)).getFirst();
    }

    void ensureDeadLetterQueue() throws IOException, TimeoutException {
        Topology.ensureQueue(connection, settings.deadLetterQueue());
    }

    boolean isConsuming() {
        return consuming;
    }

    void consume(Consumer<Incoming> sink) throws IOException {
        consuming = true;
        intake.basicQos(settings.prefetch());
        String _ =
                intake.basicConsume(
                        settings.queue(),
                        false,
                        new DefaultConsumer(intake) {
                            @Override
                            public void handleDelivery(
                                    String tag,
                                    Envelope envelope,
                                    BasicProperties properties,
                                    byte[] body) {
                                sink.accept(new Incoming(Session.this, envelope, properties, body));
                            }

                            @Override
                            public void handleCancel(String tag) {
                                end("the queue " + settings.queue() + " was deleted");
                            }
                        });
    }

    void acknowledge(Incoming message) throws IOException {
        intake.basicAck(message.envelope().getDeliveryTag(), false);
    }

    /** Ends it; what was not acknowledged comes again, what was not confirmed is unknown. */
    void end(String reason) {
        if (endReason.isEmpty()) {
            endReason = reason.isEmpty() ? "ended" : reason;
        }
        events.fail(endReason);
        deadLetters.fail(endReason);
        onEnd.run();
    }

    /** Closes the connection properly within a second, else aborts it. */
    void dispose() throws InterruptedException {
        end("closed");
        hangUp(connection, socket);
    }

    static void hangUp(Connection connection, Closeable socket) throws InterruptedException {
        Thread goodbye = Thread.ofVirtual().start(() -> connection.abort(GOODBYE_MILLIS));
        try {
            boolean _ = goodbye.join(Duration.ofMillis(GOODBYE_MILLIS + 500));
        } finally {
            try {
                socket.close();
            } catch (IOException e) {
                LOG.debug("closing a socket failed", e);
            }
        }
    }

    private void blocked(String reason) {
        blockedReason = "RabbitMQ takes no messages: " + reason;
        events.fail(blockedReason);
    }
}
