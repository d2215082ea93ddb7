package io.flowkeep.events.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes what is missing of exchange, queues and bindings. What is there is taken as it is, whatever
 * its arguments: declaring it with ours would be refused, and needs a right that we can do without.
 * But for one: an exchange that is no topic exchange knows no patterns, so that events get lost
 * between services without an error anywhere, and that is said. Stateless.
 */
final class Topology {
    private static final Logger LOG = LoggerFactory.getLogger(Topology.class);
    private static final String TYPE = "topic";

    private Topology() {}

    /** A question or order to the broker that ends the channel when it is refused. */
    private interface Request {
        void send(Channel channel) throws IOException;
    }

    static void ensure(Connection connection, RabbitSettings settings)
            throws IOException, TimeoutException {
        String exchange = settings.exchange();
        String queue = settings.queue();
        if (exists(connection, channel -> channel.exchangeDeclarePassive(exchange))) {
            tellIfNoTopic(connection, exchange);
        } else {
            send(connection, channel -> channel.exchangeDeclare(exchange, TYPE, true));
        }
        ensureQueue(connection, queue);
        send(
                connection,
                channel -> {
                    for (String name : settings.bindings()) {
                        channel.queueBind(queue, exchange, name);
                    }
                });
    }

    /**
     * The broker tells the type only by refusing another. It compares the type first, so a refusal
     * that names it is about it; whatever else it says, such as that we may not declare, says
     * nothing.
     */
    private static void tellIfNoTopic(Connection connection, String exchange)
            throws IOException, TimeoutException {
        try {
            send(connection, channel -> channel.exchangeDeclare(exchange, TYPE, true));
        } catch (IOException e) {
            if (!connection.isOpen()) {
                throw e;
            }
            String reason = RabbitErrors.reason(e);
            if (RabbitErrors.replyCode(e) == AMQP.PRECONDITION_FAILED
                    && reason.contains("'type'")) {
                LOG.warn(
                        "The exchange {} is not of type topic: events that services await by a"
                                + " pattern such as flow.# do not reach them; delete it, and it is"
                                + " made anew ({})",
                        exchange,
                        reason);
            }
        }
    }

    static void ensureQueue(Connection connection, String queue)
            throws IOException, TimeoutException {
        if (!exists(connection, channel -> channel.queueDeclarePassive(queue))) {
            send(connection, channel -> channel.queueDeclare(queue, true, false, false, Map.of()));
        }
    }

    private static boolean exists(Connection connection, Request question)
            throws IOException, TimeoutException {
        try {
            send(connection, question);
            return true;
        } catch (IOException e) {
            if (RabbitErrors.replyCode(e) == AMQP.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    private static void send(Connection connection, Request request)
            throws IOException, TimeoutException {
        try (Channel channel = channel(connection)) {
            request.send(channel);
        }
    }

    static Channel channel(Connection connection) throws IOException {
        Channel channel = connection.createChannel();
        if (channel == null) { // null stands for "too many channels"
            throw new IOException("the broker allows no more channels on a connection");
        }
        return channel;
    }
}
