package io.flowkeep.flows;

import java.time.Instant;

/**
 * An event for the other services, ready to be sent. Immutable.
 *
 * @param id never given twice; stays the same however often the event is sent
 * @param name for example {@code flow.starting}; also the routing key
 * @param createdAt to the millisecond
 * @param body the whole message as JSON text
 */
public record FlowEvent(String id, String name, Instant createdAt, String body) {}
