package io.flowkeep.events.rabbitmq;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Envelope;
import io.flowkeep.events.rabbitmq.ConfirmedPublisher.Message;
import io.flowkeep.events.rabbitmq.Session.Incoming;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the message that stands for one that could not be handled: the same body, with headers that
 * say why. Stateless.
 *
 * <p>Of the properties only those are kept that change nothing: an expiry would make it vanish, a
 * user id would have it refused, and headers may name more places to send it to, so they are kept
 * as a text.
 */
final class DeadLetter {
    private static final int LONGEST_TEXT = 2000;

    private DeadLetter() {}

    static Message of(Incoming message, String queue, String why, Instant when) {
        BasicProperties was = message.properties();
        Envelope way = message.envelope();
        Map<String, Object> headers =
                Map.of(
                        "dead-letter-reason", cut(why),
                        "dead-letter-time", when.toString(),
                        "dead-letter-exchange", way.getExchange(),
                        "dead-letter-routing-key", way.getRoutingKey(),
                        "dead-letter-redelivered", way.isRedeliver(),
                        "dead-letter-headers", cut(String.valueOf(was.getHeaders())));
        BasicProperties properties =
                new BasicProperties.Builder()
                        .deliveryMode(2)
                        .headers(headers)
                        .messageId(Optional.ofNullable(was.getMessageId()).orElse("unnamed"))
                        .contentType(was.getContentType())
                        .contentEncoding(was.getContentEncoding())
                        .correlationId(was.getCorrelationId())
                        .timestamp(was.getTimestamp())
                        .type(was.getType())
                        .appId(was.getAppId())
                        .build();
        return new Message(queue, properties, message.body());
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "...";
    }
}
