package io.flowkeep.events.rabbitmq;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Return;
import io.flowkeep.events.Publication;
import io.flowkeep.events.Publication.Confirmed;
import io.flowkeep.events.Publication.Refused;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Publishes batches on a channel of its own and waits for what the broker says to each message.
 * Safe for concurrent use; one batch at a time.
 */
final class ConfirmedPublisher {
    /** A message; its properties hold an id that no other message of its batch has. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares messages
    record Message(String routingKey, BasicProperties properties, byte[] body) {}

    private final Channel channel;
    private final String exchange;
    private final Duration patience;
    private final ReentrantLock publishing = new ReentrantLock();
    private volatile Confirms confirms = new Confirms(1, List.of());

    ConfirmedPublisher(Channel channel, String exchange, Duration patience) throws IOException {
        this.channel = channel;
        this.exchange = exchange;
        this.patience = patience;
        channel.addReturnListener(this::returned);
        channel.addConfirmListener(
                (tag, multiple) -> confirms.settled(tag, multiple, new Confirmed()),
                (tag, multiple) ->
                        confirms.settled(tag, multiple, new Refused("refused by the broker")));
        channel.confirmSelect();
    }

    List<Publication> publish(List<Message> messages)
            throws IOException, InterruptedException, TimeoutException {
        publishing.lockInterruptibly();
        try {
            List<String> ids =
                    messages.stream().map(each -> each.properties().getMessageId()).toList();
            Confirms batch = new Confirms(channel.getNextPublishSeqNo(), ids);
            confirms = batch;
            for (Message message : messages) {
                channel.basicPublish(
                        exchange, message.routingKey(), true, message.properties(), message.body());
                batch.progressed();
            }
            return batch.await(patience);
        } finally {
            publishing.unlock();
        }
    }

    /** Ends the batch under way, whose messages may or may not have got through. */
    void fail(String reason) {
        confirms.failed(reason);
    }

    /** Whether a batch hangs, for example in a write that the broker does not read. */
    boolean isStuck(Duration limit) {
        return publishing.isLocked() && confirms.silence().compareTo(limit) > 0;
    }

    private void returned(Return message) {
        String id = String.valueOf(message.getProperties().getMessageId());
        confirms.returned(id, message.getReplyCode() + " " + message.getReplyText());
    }
}
