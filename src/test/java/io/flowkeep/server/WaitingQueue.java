package io.flowkeep.server;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import io.flowkeep.server.EventListener.Heard;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A durable queue that keeps all events of an exchange until somebody comes for them, whatever
 * becomes of the broker in the meantime. Stateless.
 */
final class WaitingQueue {
    private WaitingQueue() {}

    static void declare(String url, String exchange) throws Exception {
        try (Connection connection = connect(url);
                Channel channel = connection.createChannel()) {
            channel.exchangeDeclare(exchange, "topic", true);
            channel.queueDeclare(name(exchange), true, false, false, Map.of());
            channel.queueBind(name(exchange), exchange, "#");
        }
    }

    /** Takes out all that are there now, oldest first. */
    static List<Heard> drain(String url, String exchange) throws Exception {
        List<Heard> heard = new ArrayList<>();
        try (Connection connection = connect(url);
                Channel channel = connection.createChannel()) {
            for (GetResponse got = channel.basicGet(name(exchange), true);
                    got != null;
                    got = channel.basicGet(name(exchange), true)) {
                heard.add(
                        new Heard(
                                got.getEnvelope().getRoutingKey(),
                                got.getProps(),
                                new String(got.getBody(), StandardCharsets.UTF_8),
                                got.getEnvelope().isRedeliver()));
            }
        }
        return heard;
    }

    private static String name(String exchange) {
        return exchange + ".waiting";
    }

    private static Connection connect(String url) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(url);
        return factory.newConnection("waiting queue");
    }
}
