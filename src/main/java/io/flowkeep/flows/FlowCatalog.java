package io.flowkeep.flows;

import io.flowkeep.faults.StoreCorrupt;
import io.flowkeep.faults.StoreFault;
import io.flowkeep.flows.FlowStore.Decision;
import io.flowkeep.flows.wire.BulkElement;
import io.flowkeep.flows.wire.FlowRules;
import io.flowkeep.json.Json;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes, shows, changes and deletes flows on behalf of their owners. What the server owns (id,
 * times, run state) is never taken from what is sent. A flow is changed and deleted only while it
 * is inactive; that is decided on the stored flow, so nothing comes between. Safe for concurrent
 * use.
 *
 * <p>All methods let the store's faults pass, except that a bulk says them of each element.
 */
public final class FlowCatalog {
    /** The most elements of a bulk; the caller sees to it. */
    public static final int MOST_IN_BULK = 1000;

    private final FlowStore store;
    private final FlowRules rules;
    private final FlowEvents events;
    private final ReferenceCheck references;
    private final InstantSource clock;
    private final Supplier<FlowId> ids;

    /**
     * Takes what it cannot make itself.
     *
     * @param references asked before a flow is made, and before its graph is changed
     * @param ids gives an id for each new flow, never the same twice
     */
    public FlowCatalog(
            FlowStore store,
            FlowRules rules,
            FlowEvents events,
            ReferenceCheck references,
            InstantSource clock,
            Supplier<FlowId> ids) {
        this.store = store;
        this.rules = rules;
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

    /**
     * Makes a flow. The actor is added to its owners, and so is the actor's tenant.
     *
     * @param body what was sent; not changed
     */
    public Created create(ObjectNode body, Actor actor) {
        return create(body, actor, references);
    }

    /**
     * Makes flows, one after the other, each with an outcome of its own in the same order.
     *
     * @param elements at most {@link #MOST_IN_BULK}
     */
    public List<BulkElement<Created>> createAll(List<JsonNode> elements, Actor actor) {
        ReferenceCheck asked = new BulkReferences(references);
        return bulk(
                elements,
                element -> {
                    // An array stands for a flow in which everything is missing.
                    ObjectNode body = element instanceof ObjectNode object ? object : Json.object();
                    return element.isContainer()
                            ? new BulkElement.Tried<>(
                                    MissingNode.getInstance(), create(body, actor, asked))
                            : new BulkElement.NotAnObject<>();
                });
    }

    /**
     * Changes a flow's definition: each member that was sent replaces the stored one, and the whole
     * must make sense. The actor is added to the owners.
     *
     * @param body what was sent, perhaps with the same id; not changed
     */
    public Changed change(FlowId id, ObjectNode body, IfMatch ifMatch, Actor actor) {
        return change(id, body, ifMatch, actor, references);
    }

    /**
     * Changes flows, one after the other, each with an outcome of its own in the same order.
     *
     * @param elements at most {@link #MOST_IN_BULK}; each says the id of the flow to change
     */
    public List<BulkElement<Changed>> changeAll(List<JsonNode> elements, Actor actor) {
        ReferenceCheck asked = new BulkReferences(references);
        return bulk(elements, element -> changeElement(element, actor, asked));
    }

    /** Deletes a flow. */
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

    private Created create(ObjectNode body, Actor actor, ReferenceCheck asked) {
        return switch (rules.checkNew(sent(body))) {
            case FlowRules.Checked.Invalid(var messages) -> new Created.Invalid(messages);
            case FlowRules.Checked.Valid(var definition) -> {
                ReferenceCheck.Verdict verdict = asked.check(definition, actor.token());
                if (!verdict.problems().isEmpty()) {
                    yield new Created.Invalid(verdict.problems());
                }
                yield new Created.Done(insert(definition, actor), verdict.unchecked());
            }
        };
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

    private BulkElement<Changed> changeElement(
            JsonNode element, Actor actor, ReferenceCheck asked) {
        if (!(element instanceof ObjectNode body)) {
            return new BulkElement.NotAnObject<>();
        }
        JsonNode sentId = body.path("id");
        if (sentId.isMissingNode() || sentId.isNull() || sentId.asString("-").isEmpty()) {
            return new BulkElement.MissingId<>();
        }
        Optional<FlowId> id =
                sentId.isString() ? FlowId.parse(sentId.asString("")) : Optional.empty();
        return id.<BulkElement<Changed>>map(known ->
                        new BulkElement.Tried<>(
                                sentId, change(known, body, new IfMatch.Any(), actor, asked)))
                .orElseGet(() -> new BulkElement.InvalidId<>(sentId));
    }

    private Changed change(
            FlowId id, ObjectNode body, IfMatch ifMatch, Actor actor, ReferenceCheck asked) {
        if (namesAnother(id, body)) {
            return new Changed.IdMismatch();
        }
        ObjectNode members = sent(body);
        List<String> unchecked = List.of();
        if (members.has("graph") && !references.equals(ReferenceCheck.NONE)) {
            // Neighbours are asked only about what would be stored, and not while it is decided.
            Optional<Flow> found = store.find(id, actor.visibility());
            Changed foreseen =
                    found.map(flow -> decide(flow, members, ifMatch, actor).outcome())
                            .orElseGet(Changed.NotFound::new);
            if (!(foreseen instanceof Changed.Done(var flow, _))) {
                return foreseen;
            }
            ReferenceCheck.Verdict verdict = asked.check(flow.definition(), actor.token());
            if (!verdict.problems().isEmpty()) {
                return new Changed.Invalid(verdict.problems());
            }
            unchecked = verdict.unchecked();
        }
        Changed made =
                store.change(id, actor.visibility(), flow -> decide(flow, members, ifMatch, actor))
                        .orElseGet(Changed.NotFound::new);
        return made instanceof Changed.Done(var flow, _) ? new Changed.Done(flow, unchecked) : made;
    }

    private Decision<Changed> decide(Flow flow, ObjectNode members, IfMatch ifMatch, Actor actor) {
        if (!flow.status().equals(FlowStatus.INACTIVE)) {
            return Decision.keep(new Changed.NotInactive(flow.status()));
        }
        if (!ifMatch.admits(flow.definition())) {
            return Decision.keep(new Changed.PreconditionFailed());
        }
        return switch (rules.checkChange(flow.definition(), members)) {
            case FlowRules.Checked.Invalid(var messages) ->
                    Decision.keep(new Changed.Invalid(messages));
            case FlowRules.Checked.Valid(var definition) -> {
                Flow changed = flow.defined(Ownership.ofChanger(definition, actor), now());
                yield Decision.put(
                        new Changed.Done(changed, List.of()),
                        changed,
                        List.of(events.modified(flow.id(), actor)));
            }
        };
    }

    /** A fault of the store ends the trying, unless it concerns one stored flow only. */
    private static <O> List<BulkElement<O>> bulk(
            List<JsonNode> elements, Function<JsonNode, BulkElement<O>> each) {
        if (elements.size() > MOST_IN_BULK) {
            throw new IllegalArgumentException("too many elements: " + elements.size());
        }
        List<BulkElement<O>> results = new ArrayList<>();
        Optional<StoreFault> end = Optional.empty();
        for (JsonNode element : elements) {
            if (end.isPresent()) {
                results.add(new BulkElement.Failed<>(element.path("id"), end.get()));
                continue;
            }
            try {
                results.add(each.apply(element));
            } catch (StoreCorrupt e) {
                results.add(new BulkElement.Failed<>(element.path("id"), e));
            } catch (StoreFault e) {
                results.add(new BulkElement.Failed<>(element.path("id"), e));
                end = Optional.of(e);
            }
        }
        return List.copyOf(results);
    }

    private static boolean namesAnother(FlowId id, ObjectNode body) {
        JsonNode sent = body.path("id");
        if (sent.isMissingNode() || sent.isNull()) {
            return false;
        }
        return !sent.isString() || !FlowId.parse(sent.asString("")).equals(Optional.of(id));
    }

    /** What was sent without what the server owns; the status stays, for the rules to judge. */
    private static ObjectNode sent(ObjectNode body) {
        ObjectNode members = Json.object();
        members.setAll(body);
        return members.remove(List.of("_id", "id", "__v", "createdAt", "updatedAt"));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
