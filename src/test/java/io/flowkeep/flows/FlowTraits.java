package io.flowkeep.flows;

/**
 * In what a driver of flows differs from the others.
 *
 * @param survivesReopen whether flows and events are there again after closing and opening
 */
public record FlowTraits(boolean survivesReopen) {}
