package io.flowkeep.events;

import java.time.Instant;

/**
 * An event on its way out. Immutable.
 *
 * @param id never given twice; goes out as the message id, the same at each attempt
 * @param key events of one key are sent in the order they were stored
 * @param name the routing key
 * @param body JSON text
 * @param createdAt when it was stored
 * @param attempts how many attempts have failed
 */
public record OutboxEvent(
        String id, String key, String name, String body, Instant createdAt, int attempts) {}
