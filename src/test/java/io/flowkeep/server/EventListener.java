package io.flowkeep.server;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import io.flowkeep.json.Json;
import io.flowkeep.json.JsonSyntaxException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Another service on the bus: hears every event of an exchange in a queue of its own, and can
 * publish as the orchestrator does. What the exchange and the queues are named is this test's own;
 * both are removed at the end. Safe for concurrent use.
 */
final class EventListener implements AutoCloseable {
    private final Connection connection;
    private final Channel channel;
    private final String exchange;
    private final List<Heard> heard = new CopyOnWriteArrayList<>();

    /** A message as it came. */
    record Heard(
            String routingKey, AMQP.BasicProperties properties, String text, boolean redelivered) {
        JsonNode json() {
            try {
                return Json.parse(text);
            } catch (JsonSyntaxException e) {
                throw new AssertionError(text, e);
            }
        }

        /** The flow that it is about. */
        String flowId() {
            JsonNode payload = json().path("payload");
            String id = payload.path("flowId").asString("");
            return id.isEmpty() ? payload.path("id").asString("") : id;
        }
    }

    private EventListener(Connection connection, Channel channel, String exchange) {
        this.connection = connection;
        this.channel = channel;
        this.exchange = exchange;
    }

    /** Declares the exchange and starts to hear. */
    static EventListener on(String url, String exchange) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(url);
        Connection connection = factory.newConnection();
        Channel channel = connection.createChannel();
        channel.exchangeDeclare(exchange, "topic", true);
        EventListener listener = new EventListener(connection, channel, exchange);
        String queue = exchange + ".heard";
        channel.queueDeclare(queue, true, false, false, Map.of());
        channel.queueBind(queue, exchange, "#");
        channel.basicConsume(
                queue,
                true,
                new DefaultConsumer(channel) {
                    @Override
                    public void handleDelivery(
                            String consumerTag,
                            Envelope envelope,
                            AMQP.BasicProperties properties,
                            byte[] body) {
                        listener.heard.add(
                                new Heard(
                                        envelope.getRoutingKey(),
                                        properties,
                                        new String(body, StandardCharsets.UTF_8),
                                        envelope.isRedeliver()));
                    }
                });
        return listener;
    }

    /** All messages so far, in the order they came; those published here are among them. */
    List<Heard> heard() {
        return List.copyOf(heard);
    }

    /** Messages about one flow. */
    List<Heard> heardOf(String flowId) {
        return heard.stream().filter(each -> each.flowId().equals(flowId)).toList();
    }

    /** Publishes as the orchestrator does. */
    void publish(String name, JsonNode payload) throws IOException {
        JsonNode headers =
                Json.object()
                        .put("name", name)
                        .put("createdAt", 1_795_311_262_433L)
                        .put("serviceName", "component-orchestrator");
        publishText(name, Json.text(message(headers, payload)));
    }

    private static ObjectNode message(JsonNode headers, JsonNode payload) {
        ObjectNode message = Json.object();
        message.set("headers", headers);
        message.set("payload", payload);
        return message;
    }

    /** Publishes any text. */
    void publishText(String routingKey, String text) throws IOException {
        synchronized (channel) {
            channel.basicPublish(
                    exchange,
                    routingKey,
                    new AMQP.BasicProperties.Builder().deliveryMode(2).headers(Map.of()).build(),
                    text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** The texts that wait in a queue, which are taken out of it. */
    List<String> drain(String queue) throws IOException {
        List<String> texts = new CopyOnWriteArrayList<>();
        synchronized (channel) {
            for (var got = channel.basicGet(queue, true);
                    got != null;
                    got = channel.basicGet(queue, true)) {
                texts.add(new String(got.getBody(), StandardCharsets.UTF_8));
            }
        }
        return texts;
    }

    /** Removes queues that the server made. */
    void remove(String... queues) throws IOException {
        synchronized (channel) {
            for (String queue : queues) {
                channel.queueDelete(queue);
            }
        }
    }

    @Override
    public void close() throws IOException, TimeoutException {
        synchronized (channel) {
            channel.queueDelete(exchange + ".heard");
            channel.exchangeDelete(exchange);
        }
        connection.close();
    }
}
