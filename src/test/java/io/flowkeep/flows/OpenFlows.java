package io.flowkeep.flows;

import io.flowkeep.events.Outbox;

/**
 * A driver's open store with its outbox.
 *
 * @param close ends the use of both; what is durable stays
 */
public record OpenFlows(FlowStore store, Outbox outbox, Runnable close) {}
