package io.flowkeep.events.rabbitmq;

import io.flowkeep.events.Redelivery;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;

/**
 * Where RabbitMQ is and how it is used. Immutable; prints without the password.
 *
 * @param uri {@code amqp://user:password@host:port/vhost} or {@code amqps://...}, whose certificate
 *     and host name are checked; parameters {@code heartbeat} and {@code connection_timeout} are
 *     heeded
 * @param exchange a durable topic exchange, taken as it is if it exists
 * @param queue ours, durable, without arguments, taken as it is if it exists
 * @param bindings the names of the events that go to the queue
 * @param deadLetterQueue where messages are put that cannot be handled
 * @param prefetch the most messages that were handed to us and are not acknowledged
 * @param connectTimeout for the connection alone; logging in may take 5 s more
 * @param heartbeat a connection that is silent for twice as long is given up
 * @param reconnectPause between attempts to connect
 * @param confirmTimeout how long no confirm may arrive before a batch is given up
 * @param largestMessageBytes larger messages that come in are put aside unread
 */
public record RabbitSettings(
        String uri,
        String exchange,
        String queue,
        List<String> bindings,
        String deadLetterQueue,
        int prefetch,
        Duration connectTimeout,
        Duration heartbeat,
        Duration reconnectPause,
        Duration confirmTimeout,
        int largestMessageBytes,
        Redelivery redelivery) {
    private static final String DEAD_LETTERS = ".dead-letter";

    /**
     * Refuses what is no AMQP address. The message does not repeat it: there may be a password in
     * it.
     */
    public RabbitSettings {
        bindings = List.copyOf(bindings);
        URI parsed = parse(uri);
        String scheme = String.valueOf(parsed.getScheme());
        if (!(scheme.equals("amqp") || scheme.equals("amqps")) || parsed.getHost() == null) {
            throw new IllegalArgumentException("not of the form amqp://user:password@host:port");
        }
    }

    /** The exchange, the queue and the bindings that Open Integration Hub's installations have. */
    public static RabbitSettings of(String uri) {
        return new RabbitSettings(
                uri,
                "event-bus",
                "flow-repository",
                List.of("flow.started", "flow.stopped", "flow.failed", "iam.user.deleted"),
                "flow-repository" + DEAD_LETTERS,
                50,
                Duration.ofSeconds(2),
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                16 * 1024 * 1024,
                Redelivery.usual());
    }

    /** The same with other names; the dead-letter queue is named after the queue. */
    public RabbitSettings named(String exchange, String queue) {
        return new RabbitSettings(
                uri,
                exchange,
                queue,
                bindings,
                queue + DEAD_LETTERS,
                prefetch,
                connectTimeout,
                heartbeat,
                reconnectPause,
                confirmTimeout,
                largestMessageBytes,
                redelivery);
    }

    /** The same with other attempts at an event that cannot be handled. */
    public RabbitSettings redelivering(Redelivery redelivery) {
        return new RabbitSettings(
                uri,
                exchange,
                queue,
                bindings,
                deadLetterQueue,
                prefetch,
                connectTimeout,
                heartbeat,
                reconnectPause,
                confirmTimeout,
                largestMessageBytes,
                redelivery);
    }

    /** The host and port, for the log. */
    String place() {
        URI parsed = parse(uri);
        return parsed.getPort() < 0
                ? String.valueOf(parsed.getHost())
                : parsed.getHost() + ":" + parsed.getPort();
    }

    private static URI parse(String uri) {
        try {
            return new URI(uri);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not an address: " + e.getReason());
        }
    }

    @Override
    public String toString() {
        return "RabbitSettings[" + place() + ", " + exchange + ", " + queue + "]";
    }
}
