package io.flowkeep.flows;

import io.flowkeep.flows.FlowStore.Decision;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Makes, shows, changes and deletes flows on behalf of their owners. What the server owns (id,
 * times, run state) is in no definition. A flow is changed and deleted only while it is inactive;
 * that is decided on the stored flow, so no other change can come between. Safe for concurrent use.
 *
 * <p>All methods pass on the store's faults.
 */
public final class FlowCatalog {
    private final FlowStore store;
    private final FlowEvents events;
    private final ReferenceCheck references;
    private final InstantSource clock;
    private final Supplier<FlowId> ids;

    /**
     * A catalog of the flows in a store.
     *
     * @param references asked before a flow is made, and before its graph is changed
     * @param ids gives an id for each new flow, never the same twice
     */
    public FlowCatalog(
            FlowStore store,
            FlowEvents events,
            ReferenceCheck references,
            InstantSource clock,
            Supplier<FlowId> ids) {
        this.store = store;
        this.events = events;
        this.references = references;
        this.clock = clock;
        this.ids = ids;
    }

    /** The flow, if it is there and the actor can see it. */
    public Optional<Flow> find(FlowId id, Actor actor) {
        return store.find(id, actor.visibility());
    }

    /** A part of what the query's visibility covers. */
    public FlowPage list(FlowQuery query) {
        return store.list(query);
    }

    /** Makes a flow. The actor is added to its owners, and so is the actor's tenant. */
    public Created create(FlowDefinition definition, Actor actor) {
        ReferenceCheck.Verdict verdict = references.check(definition, actor.token());
        return verdict.problems().isEmpty()
                ? new Created.Done(insert(definition, actor), verdict.unchecked())
                : new Created.Invalid(verdict.problems());
    }

    /** Changes a flow's definition. The actor is added to the owners. */
    public Changed change(FlowId id, FlowEdit edit, IfMatch ifMatch, Actor actor) {
        List<String> unchecked = List.of();
        if (edit.touchesGraph() && !references.equals(ReferenceCheck.NONE)) {
            // Neighbours are asked only about what would be stored, and not while it is decided.
            Optional<Flow> found = store.find(id, actor.visibility());
            Changed foreseen =
                    found.map(flow -> decide(flow, edit, ifMatch, actor).outcome())
                            .orElseGet(Changed.NotFound::new);
            if (!(foreseen instanceof Changed.Done(var flow, _))) {
                return foreseen;
            }
            ReferenceCheck.Verdict verdict = references.check(flow.definition(), actor.token());
            if (!verdict.problems().isEmpty()) {
                return new Changed.Invalid(verdict.problems());
            }
            unchecked = verdict.unchecked();
        }
        Changed made =
                store.change(id, actor.visibility(), flow -> decide(flow, edit, ifMatch, actor))
                        .orElseGet(Changed.NotFound::new);
        return made instanceof Changed.Done(var flow, _) ? new Changed.Done(flow, unchecked) : made;
    }

    /**
     * The same for the flows of one list: once a neighbour has not answered, none is asked any
     * more, so that the list waits once and not a thousand times. For one list only.
     */
    public FlowCatalog forOneList() {
        return references.equals(ReferenceCheck.NONE)
                ? this
                : new FlowCatalog(store, events, new BulkReferences(references), clock, ids);
    }

    public Deleted delete(FlowId id, IfMatch ifMatch, Actor actor) {
        return store.<Deleted>change(
                        id,
                        actor.visibility(),
                        flow -> {
                            if (!flow.status().equals(FlowStatus.INACTIVE)) {
                                return Decision.keep(new Deleted.NotInactive(flow.status()));
                            }
                            if (!ifMatch.admits(flow.definition())) {
                                return Decision.keep(new Deleted.PreconditionFailed());
                            }
                            return Decision.remove(
                                    new Deleted.Done(), List.of(events.deleted(id, actor)));
                        })
                .orElseGet(Deleted.NotFound::new);
    }

    private Flow insert(FlowDefinition definition, Actor actor) {
        Instant now = now();
        Flow flow =
                new Flow(
                        ids.get(),
                        Ownership.ofCreator(definition, actor),
                        RunState.inactive(now, RunChanges.by("created", actor.sub())),
                        now,
                        now,
                        now);
        store.insert(flow, List.of(events.created(flow.id(), actor)));
        return flow;
    }

    private Decision<Changed> decide(Flow flow, FlowEdit edit, IfMatch ifMatch, Actor actor) {
        if (!flow.status().equals(FlowStatus.INACTIVE)) {
            return Decision.keep(new Changed.NotInactive(flow.status()));
        }
        if (!ifMatch.admits(flow.definition())) {
            return Decision.keep(new Changed.PreconditionFailed());
        }
        return switch (edit.over(flow.definition())) {
            case Checked.Invalid(var messages) -> Decision.keep(new Changed.Invalid(messages));
            case Checked.Valid(var definition) -> {
                Flow changed = flow.defined(Ownership.ofChanger(definition, actor), now());
                yield Decision.put(
                        new Changed.Done(changed, List.of()),
                        changed,
                        List.of(events.modified(flow.id(), actor)));
            }
        };
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
