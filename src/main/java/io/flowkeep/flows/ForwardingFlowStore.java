package io.flowkeep.flows;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A flow store that passes all calls on to another one, except those that it overrides. As safe for
 * concurrent use as that one, and throws what that one throws.
 */
public interface ForwardingFlowStore extends FlowStore {

    /** The store that calls are passed on to. Asked once for each such call. */
    FlowStore delegate();

    @Override
    default void insert(Flow flow, List<FlowEvent> events) {
        delegate().insert(flow, events);
    }

    @Override
    default Optional<Flow> find(FlowId id, Visibility visibility) {
        return delegate().find(id, visibility);
    }

    @Override
    default FlowPage list(FlowQuery query) {
        return delegate().list(query);
    }

    @Override
    default <O> Optional<O> change(FlowId id, Visibility visibility, Decider<O> decider) {
        return delegate().change(id, visibility, decider);
    }

    @Override
    default List<FlowId> announcedBefore(Set<FlowStatus> states, Instant time, int limit) {
        return delegate().announcedBefore(states, time, limit);
    }

    @Override
    default List<FlowId> unannounced(Set<FlowStatus> states, String after, int limit) {
        return delegate().unannounced(states, after, limit);
    }

    @Override
    default List<FlowId> ownedBy(String ownerId, String after, int limit) {
        return delegate().ownedBy(ownerId, after, limit);
    }

    @Override
    default List<FlowId> withoutOwners(Set<FlowStatus> states, String after, int limit) {
        return delegate().withoutOwners(states, after, limit);
    }

    @Override
    default List<Flow> all(String afterId, int limit) {
        return delegate().all(afterId, limit);
    }
}
