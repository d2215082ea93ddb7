package io.flowkeep.events.rabbitmq;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import io.flowkeep.testing.Missing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeoutException;

/**
 * A broker seen as another service sees it, with an exchange and queues of the test's own. Closing
 * deletes them. One thread at a time.
 */
public final class RabbitBroker implements AutoCloseable {
    private static final String USUAL = "amqp://guest:guest@127.0.0.1:5672";

    private final String url;
    private final Connection connection;
    private final Channel channel;
    private final RabbitSettings settings;

    private RabbitBroker(String url, RabbitSettings settings) throws Exception {
        this.url = url;
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(url);
        factory.setAutomaticRecoveryEnabled(false);
        this.connection = factory.newConnection("test");
        this.channel = connection.createChannel();
        this.settings = settings;
    }

    /**
     * The broker at FLOWKEEP_TEST_RABBITMQ_URL or the one on this machine. Without one the test is
     * skipped, in CI it fails.
     */
    public static RabbitBroker find() throws Exception {
        String url = Optional.ofNullable(System.getenv("FLOWKEEP_TEST_RABBITMQ_URL")).orElse(USUAL);
        try {
            return at(url);
        } catch (IOException | TimeoutException e) {
            String why =
                    "RabbitMQ is not there, at FLOWKEEP_TEST_RABBITMQ_URL or on port 5672: " + e;
            return Missing.because(why);
        }
    }

    /** The address of the broker that {@link #find} finds. */
    public static String address() throws Exception {
        try (RabbitBroker broker = find()) {
            return broker.url;
        }
    }

    /** A broker at an address, with names that nobody else uses. */
    public static RabbitBroker at(String url) throws Exception {
        String mark = "test-" + UUID.randomUUID();
        return new RabbitBroker(
                url, RabbitSettings.of(url).named(mark + "-bus", mark + "-flow-repository"));
    }

    /** The same names on a connection of its own, for after the broker was away. */
    public RabbitBroker again() throws Exception {
        return new RabbitBroker(url, settings);
    }

    public RabbitSettings settings() {
        return settings;
    }

    public Channel channel() {
        return channel;
    }

    /** A durable queue of another service; named after the binding. */
    public String queueOf(String binding) throws IOException {
        String queue = settings.queue() + "-" + binding.replace("#", "all");
        channel.exchangeDeclare(settings.exchange(), "topic", true);
        channel.queueDeclare(queue, true, false, false, Map.of());
        channel.queueBind(queue, settings.exchange(), binding);
        return queue;
    }

    /** Sends as the other services do: persistent, empty headers. */
    public void send(String routingKey, String body) throws IOException {
        BasicProperties properties =
                new BasicProperties.Builder().deliveryMode(2).headers(Map.of()).build();
        channel.basicPublish(
                settings.exchange(), routingKey, properties, body.getBytes(StandardCharsets.UTF_8));
    }

    /** Takes a message off a queue. */
    public Optional<GetResponse> take(String queue) throws IOException {
        return Optional.ofNullable(channel.basicGet(queue, true));
    }

    public long count(String queue) throws IOException {
        return channel.messageCount(queue);
    }

    public static String text(GetResponse message) {
        return new String(message.getBody(), StandardCharsets.UTF_8);
    }

    public static String header(GetResponse message, String name) {
        return String.valueOf(message.getProps().getHeaders().get(name));
    }

    public void delete(String... queues) throws IOException {
        for (String queue : queues) {
            channel.queueDelete(queue);
        }
    }

    @Override
    public void close() throws IOException {
        if (connection.isOpen() && channel.isOpen()) {
            delete(settings.queue(), settings.deadLetterQueue());
            delete(settings.queue() + "-all");
            channel.exchangeDelete(settings.exchange());
        }
        connection.abort(1000);
    }
}
