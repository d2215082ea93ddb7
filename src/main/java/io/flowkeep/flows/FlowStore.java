package io.flowkeep.flows;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps flows, and with each change the events that tell of it: both are stored or neither is. The
 * relay sends the events, those of one flow in the order in which they were stored. Safe for
 * concurrent use, also by many processes on one database.
 *
 * <p>Whose flow it is, is part of every question: a flow that cannot be seen is answered like one
 * that is not there. Every change is atomic and, unless the driver says otherwise, durable when the
 * call returns.
 *
 * <p>All methods throw {@link io.flowkeep.faults.StoreUnavailable} if nothing was done, {@link
 * io.flowkeep.faults.StoreOutcomeUnknown} if a change may have been made, {@link
 * io.flowkeep.faults.StoreCorrupt} if what is stored is not valid.
 */
public interface FlowStore {

    /** A change of a flow. */
    sealed interface Change {
        /** It stays as it is, without an event. */
        record Keep() implements Change {}

        /**
         * It becomes this. The id and {@code createdAt} must be those of the flow it was decided
         * on.
         */
        record Put(Flow flow, List<FlowEvent> events) implements Change {
            public Put {
                events = List.copyOf(events);
            }
        }

        /** It goes. */
        record Remove(List<FlowEvent> events) implements Change {
            public Remove {
                events = List.copyOf(events);
            }
        }
    }

    /** A change, and the outcome for the caller once it is made. */
    record Decision<O>(O outcome, Change change) {
        /** Leaves the flow alone. */
        public static <O> Decision<O> keep(O outcome) {
            return new Decision<>(outcome, new Change.Keep());
        }

        /** Stores the flow anew with its events. */
        public static <O> Decision<O> put(O outcome, Flow flow, List<FlowEvent> events) {
            return new Decision<>(outcome, new Change.Put(flow, events));
        }

        /** Removes the flow. */
        public static <O> Decision<O> remove(O outcome, List<FlowEvent> events) {
            return new Decision<>(outcome, new Change.Remove(events));
        }
    }

    /**
     * Decides on a change, given the flow as it is. May be called more than once, when another
     * change came between, so it must keep no state; it must not call the store.
     */
    @FunctionalInterface
    interface Decider<O> {
        /** The change to make, and the outcome for the caller. */
        Decision<O> decide(Flow flow);
    }

    /**
     * Adds a flow with its events.
     *
     * @param flow with an id that is new
     */
    void insert(Flow flow, List<FlowEvent> events);

    /** The flow, if it is there and can be seen. */
    Optional<Flow> find(FlowId id, Visibility visibility);

    /**
     * Lists flows: a page and how many there are in all. The two may be of states a moment apart.
     */
    FlowPage list(FlowQuery query);

    /**
     * Changes a flow: reads it, has it decided on, makes the change. No other change to the flow
     * comes between, not even by another server. Empty if it is not there or cannot be seen.
     */
    <O> Optional<O> change(FlowId id, Visibility visibility, Decider<O> decider);

    /**
     * Ids of flows in one of the states that were announced by this or another Flowkeep server
     * ({@link RunState#announcements} is above 0), the last time ({@link RunState#announcedAt})
     * before a time, the longest waiting first.
     *
     * @param limit the most ids, at least 1
     */
    List<FlowId> announcedBefore(Set<FlowStatus> states, Instant time, int limit);

    /**
     * Ids of flows in one of the states that no Flowkeep server has announced ({@link
     * RunState#announcements} is 0), ascending, after an id.
     *
     * @param states without the inactive one, in which that is so of every flow
     * @param after the last id of the page before; empty for the first page
     * @param limit the most ids, at least 1
     */
    List<FlowId> unannounced(Set<FlowStatus> states, String after, int limit);

    /**
     * Ids of flows that have this id among their owners', ascending, after an id.
     *
     * @param after the last id of the page before; empty for the first page
     * @param limit the most ids, at least 1
     */
    List<FlowId> ownedBy(String ownerId, String after, int limit);

    /**
     * Ids of flows in one of the states that nobody owns, ascending, after an id.
     *
     * @param after the last id of the page before; empty for the first page
     * @param limit the most ids, at least 1
     */
    List<FlowId> withoutOwners(Set<FlowStatus> states, String after, int limit);

    /**
     * Flows ascending by id, after an id, whoever owns them; for walks over everything that is
     * kept. A flow that comes or goes meanwhile may or may not be there.
     *
     * <p>A page may be shorter than its limit although more follow, so that large flows do not fill
     * the memory; it is empty only after the last flow.
     *
     * @param afterId the last id of the page before; empty for the first page
     * @param limit the most flows, at least 1
     */
    List<Flow> all(String afterId, int limit);
}
