package io.flowkeep.events;

import java.util.List;

/**
 * Carries events between services. Safe for concurrent use. Connects by itself, again and again;
 * opening it does not wait for that.
 */
public interface EventBus extends AutoCloseable {

    /**
     * Publishes events in order and waits until each is confirmed, returned or refused.
     *
     * @return one publication for each event, in the order of the events
     * @throws BusUnavailable at least one event may not have got through, and any of them may have
     */
    List<Publication> publish(List<OutboxEvent> events);

    /**
     * Starts to pass incoming events to the handler; called once. An event is taken off the bus
     * when the handler returns; when it throws, the event comes again after a pause that grows, and
     * is finally put aside as a dead letter. Malformed ones are put aside at once.
     */
    void consume(EventHandler handler);

    /** Whether the bus can be reached now. */
    boolean isConnected();

    /** Lets what is being handled finish, for at most a few seconds, and disconnects. */
    @Override
    void close();
}
