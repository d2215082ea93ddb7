package io.flowkeep.flows;

import io.flowkeep.faults.StoreCorrupt;
import io.flowkeep.flows.FlowStore.Change;
import io.flowkeep.flows.FlowStore.Decision;
import io.flowkeep.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Starts and stops flows, handles the orchestrator's events about them, and keeps them from staying
 * stuck in between. Each change is decided on the stored state and stored together with what is
 * announced of it. Safe for concurrent use, also by many processes on one store.
 *
 * <p>All methods pass on the store's faults; the same call can then be repeated, whatever part of
 * it was done.
 */
public final class FlowLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(FlowLifecycle.class);
    private static final Visibility EVERYTHING = new Visibility.All();
    private static final Set<FlowStatus> UNDER_WAY =
            Set.of(FlowStatus.STARTING, FlowStatus.STOPPING);
    private static final Set<FlowStatus> RUNNING = Set.of(FlowStatus.ACTIVE, FlowStatus.STARTING);
    private static final int PAGE = 500;

    /** The most flows that one round of healing looks at. */
    private static final int MOST_HEALED = 16 * PAGE;

    private final FlowStore store;
    private final ReferenceCheck references;
    private final InstantSource clock;
    private final Duration deadline;
    private final RunChanges changes;

    /**
     * The life cycle of the flows in a store.
     *
     * @param references asked before a flow is started
     * @param deadline how long a flow may be starting or stopping before it is announced again
     */
    public FlowLifecycle(
            FlowStore store,
            FlowEvents events,
            ReferenceCheck references,
            InstantSource clock,
            Duration deadline) {
        this.store = store;
        this.references = references;
        this.clock = clock;
        this.deadline = deadline;
        this.changes = new RunChanges(events, deadline);
    }

    /** Starts a flow, from any state. Blocks as long as the neighbours take. */
    public Started start(FlowId id, Actor actor) {
        if (references.equals(ReferenceCheck.NONE)) {
            return start(id, actor, List.of());
        }
        Optional<Flow> found = store.find(id, actor.visibility());
        if (found.isEmpty()) {
            return new Started.NotFound();
        }
        ReferenceCheck.Verdict verdict = references.check(found.get().definition(), actor.token());
        return verdict.problems().isEmpty()
                ? start(id, actor, verdict.unchecked())
                : new Started.Invalid(verdict.problems());
    }

    private Started start(FlowId id, Actor actor, List<String> unchecked) {
        return put(id, actor.visibility(), flow -> changes.start(flow, actor.sub(), now()))
                .<Started>map(flow -> new Started.Done(flow, unchecked))
                .orElseGet(Started.NotFound::new);
    }

    /**
     * Stops a flow, from any state.
     *
     * @param force whether to treat it as stopped at once, without waiting for the orchestrator
     */
    public Stopped stop(FlowId id, Actor actor, boolean force) {
        Function<Flow, Change.Put> change =
                force
                        ? flow -> changes.forceStop(flow, by("forced to stop", actor), now())
                        : flow -> changes.stop(flow, by("stopped", actor), now());
        return put(id, actor.visibility(), change)
                .<Stopped>map(Stopped.Done::new)
                .orElseGet(Stopped.NotFound::new);
    }

    /**
     * Acts on what another service published. The same event may come again.
     *
     * @param name events of names other than the four that matter are ignored
     * @param payload as it came
     */
    public Received received(String name, JsonNode payload) {
        return switch (name) {
            case "flow.started" -> heard(payload, changes::started);
            case "flow.stopped" -> heard(payload, changes::stopped);
            case "flow.failed" ->
                    heard(
                            payload,
                            (flow, now) ->
                                    changes.stop(flow, "the orchestrator could not run it", now));
            case "iam.user.deleted" -> userDeleted(payload);
            default -> new Received.Done();
        };
    }

    /**
     * Announces again what was announced here and not answered in time, and treats a flow that
     * never ran as stopped. What another program announced is left alone, see {@link LeftUnderWay}.
     * To be called every few seconds; a call looks at no more than some thousand flows, those that
     * wait longest first.
     *
     * @return how many flows were announced again or treated as stopped
     */
    public int heal() {
        Instant overdue = now().minus(deadline);
        Set<FlowId> seen = new HashSet<>();
        int healed = 0;
        // Those that wait longest may be the ones that are announced ever more seldom, so a page
        // full of them must not hide the others: it is asked for again, twice as long.
        for (int limit = PAGE; limit <= MOST_HEALED; limit *= 2) {
            List<FlowId> page = store.announcedBefore(UNDER_WAY, overdue, limit);
            for (FlowId id : page) {
                if (seen.add(id) && heal(id)) {
                    healed++;
                }
            }
            if (page.size() < limit) {
                break;
            }
        }
        return healed;
    }

    /** One that is corrupt must not keep the others from being healed. */
    private boolean heal(FlowId id) {
        try {
            return change(id, changes::heal);
        } catch (StoreCorrupt e) {
            LOG.warn("flow {} cannot be healed: {}", id, e.getMessage());
            return false;
        }
    }

    private Received heard(JsonNode payload, BiFunction<Flow, Instant, Change> change) {
        Optional<FlowId> id = FlowId.parse(payload.path("id").asString(""));
        if (!payload.path("id").isString() || id.isEmpty()) {
            return new Received.Malformed("the payload has no id of a flow");
        }
        change(id.get(), change);
        return new Received.Done();
    }

    /**
     * Takes the user off all flows, then stops what runs and belongs to nobody. Each step also
     * covers what an earlier, aborted attempt has left.
     */
    private Received userDeleted(JsonNode payload) {
        String user = payload.path("id").asString("");
        if (!payload.path("id").isString() || user.isEmpty()) {
            return new Received.Malformed("the payload has no id of a user");
        }
        eachOf(after -> store.ownedBy(user, after, PAGE), (flow, now) -> without(user, flow, now));
        eachOf(
                after -> store.withoutOwners(RUNNING, after, PAGE),
                (flow, now) ->
                        RUNNING.contains(flow.status()) && flow.definition().owners().isEmpty()
                                ? changes.stop(flow, "nobody owns it any more", now)
                                : new Change.Keep());
        return new Received.Done();
    }

    private void eachOf(
            Function<String, List<FlowId>> pages, BiFunction<Flow, Instant, Change> change) {
        String after = "";
        List<FlowId> page;
        do {
            page = pages.apply(after);
            for (FlowId id : page) {
                change(id, change);
                after = id.hex();
            }
        } while (page.size() == PAGE);
    }

    private static Change without(String user, Flow flow, Instant now) {
        ArrayNode left = Json.array();
        JsonNode owners = flow.definition().json().path("owners");
        owners.valueStream().filter(owner -> !isOf(user, owner)).forEach(left::add);
        if (left.size() == owners.size()) {
            return new Change.Keep();
        }
        ObjectNode json = Json.object();
        json.setAll(flow.definition().json());
        json.set("owners", left);
        return new Change.Put(flow.defined(FlowDefinition.of(json), now), List.of());
    }

    private static boolean isOf(String user, JsonNode owner) {
        return owner.path("id").isString() && owner.path("id").asString("").equals(user);
    }

    /** Changes a flow if it is there; says whether there was something to change. */
    private boolean change(FlowId id, BiFunction<Flow, Instant, Change> change) {
        return store.change(
                        id,
                        EVERYTHING,
                        flow -> {
                            Change made = change.apply(flow, now());
                            return new Decision<>(!(made instanceof Change.Keep), made);
                        })
                .orElse(false);
    }

    private Optional<Flow> put(
            FlowId id, Visibility visibility, Function<Flow, Change.Put> change) {
        return store.change(
                id,
                visibility,
                flow -> {
                    Change.Put put = change.apply(flow);
                    return new Decision<>(put.flow(), put);
                });
    }

    private static String by(String what, Actor actor) {
        return RunChanges.by(what, actor.sub());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
