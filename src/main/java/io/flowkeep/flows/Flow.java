package io.flowkeep.flows;

import java.time.Instant;

/**
 * A flow as it is stored. Immutable. Times are to the millisecond.
 *
 * @param definition what the owner wrote
 * @param run its state between start and stop
 * @param createdAt when it was made
 * @param updatedAt when the definition or the status last changed
 * @param definedAt when the definition last changed; {@link Instant#EPOCH} if the store cannot
 *     tell, because another program wrote the flow
 */
public record Flow(
        FlowId id,
        FlowDefinition definition,
        RunState run,
        Instant createdAt,
        Instant updatedAt,
        Instant definedAt) {

    /** The same flow with another definition. */
    public Flow defined(FlowDefinition other, Instant now) {
        return new Flow(id, other, run, createdAt, now, now);
    }

    /** The same flow in another run state. */
    public Flow running(RunState other, Instant now) {
        return new Flow(id, definition, other, createdAt, now, definedAt);
    }

    public FlowStatus status() {
        return run.status();
    }
}
