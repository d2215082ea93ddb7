package io.flowkeep.storage.mongodb;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import io.flowkeep.flows.Flow;
import io.flowkeep.flows.FlowEvent;
import io.flowkeep.flows.FlowId;
import io.flowkeep.flows.FlowPage;
import io.flowkeep.flows.FlowQuery;
import io.flowkeep.flows.FlowStatus;
import io.flowkeep.flows.FlowStore;
import io.flowkeep.flows.Visibility;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.conversions.Bson;

/**
 * Flows in MongoDB.
 *
 * <p>A change reads the document, has it decided on, and sends one update that does everything: the
 * members that differ, the status, our own part, and the new events at the end of the list in it.
 * The update's filter asks for the document as it was read ({@link FlowUpdate}), so a change that
 * came between makes it match nothing, and the flow is read and decided on again. One update of one
 * document is atomic on any MongoDB, so flow and events are stored together without a transaction.
 *
 * <p>A removed flow whose events still wait stays as a document that no reading finds and nobody
 * owns; {@link MongoOutbox} removes it with its last event. Safe for concurrent use.
 */
final class MongoFlowStore implements FlowStore {
    private static final int TRIES = 50;
    private static final Bson WITHOUT_EVENTS = Projections.exclude(OwnPart.OUT_PATH);
    private static final Bson ONLY_ID = Projections.include(FlowDocument.ID);
    private static final Bson BY_ID = Sorts.ascending(FlowDocument.ID);

    private final MongoCollection<BsonDocument> flows;
    private final MongoSettings settings;

    MongoFlowStore(MongoCollection<BsonDocument> flows, MongoSettings settings) {
        this.flows = flows;
        this.settings = settings;
    }

    @Override
    public void insert(Flow flow, List<FlowEvent> events) {
        Call call = call("insert flow " + flow.id());
        for (int tries = 0; tries < TRIES; tries++) {
            if (added(call, flow, events) || replaced(call, flow, events)) {
                return;
            }
            call.pause(tries);
        }
        throw MongoErrors.overtaken(call.doing());
    }

    /** False if there is a document with this id. */
    private static boolean added(Call call, Flow flow, List<FlowEvent> events) {
        return MongoErrors.writing(
                call.doing(),
                () -> {
                    try {
                        var _ = call.flows().insertOne(FlowDocument.document(flow, events));
                        return true;
                    } catch (MongoWriteException e) {
                        if (e.getError().getCategory() == ErrorCategory.DUPLICATE_KEY
                                && isRemoved(call, flow.id())) {
                            return false;
                        }
                        throw e;
                    }
                });
    }

    private static boolean isRemoved(Call call, FlowId id) {
        BsonDocument there =
                call.flows().find(FlowFilter.byId(id)).projection(WITHOUT_EVENTS).first();
        return there == null || OwnPart.of(there).containsKey("deletedAt");
    }

    /** False if what was left of a removed flow is gone by now. */
    private static boolean replaced(Call call, Flow flow, List<FlowEvent> events) {
        return MongoErrors.writing(
                call.doing(),
                () -> {
                    BsonDocument left =
                            call.flows()
                                    .find(FlowFilter.byId(flow.id()))
                                    .projection(WITHOUT_EVENTS)
                                    .first();
                    return left != null
                            && call.flows()
                                            .updateOne(
                                                    FlowUpdate.stillRemoved(left),
                                                    FlowUpdate.again(left, flow, events))
                                            .getMatchedCount()
                                    > 0;
                });
    }

    @Override
    public Optional<Flow> find(FlowId id, Visibility visibility) {
        return read(call("find flow " + id), id, visibility).map(FlowDocument::flow);
    }

    private static Optional<BsonDocument> read(Call call, FlowId id, Visibility visibility) {
        return MongoErrors.reading(
                call.doing(),
                () ->
                        Optional.ofNullable(
                                call.flows()
                                        .find(FlowFilter.one(id, visibility))
                                        .projection(WITHOUT_EVENTS)
                                        .first()));
    }

    @Override
    public FlowPage list(FlowQuery query) {
        Call call = call("list flows");
        Bson filter = FlowFilter.of(query);
        return MongoErrors.reading(
                call.doing(),
                () -> {
                    List<Flow> page = page(call, filter, query);
                    boolean isLast = page.size() < query.limit();
                    boolean isKnown = isLast && (query.offset() == 0 || !page.isEmpty());
                    long total =
                            isKnown
                                    ? query.offset() + page.size()
                                    : call.flows().countDocuments(filter);
                    return new FlowPage(page, total);
                });
    }

    private static List<Flow> page(Call call, Bson filter, FlowQuery query) {
        if (query.offset() > Integer.MAX_VALUE) {
            return List.of();
        }
        FindIterable<BsonDocument> found =
                call.flows()
                        .find(filter)
                        .projection(WITHOUT_EVENTS)
                        .sort(FlowFilter.order(query))
                        .skip((int) query.offset())
                        .limit(query.limit());
        return found.map(FlowDocument::flow).into(new ArrayList<>());
    }

    @Override
    public <O> Optional<O> change(FlowId id, Visibility visibility, Decider<O> decider) {
        Call call = call("change flow " + id);
        for (int tries = 0; tries < TRIES; tries++) {
            Optional<BsonDocument> before = read(call, id, visibility);
            if (before.isEmpty()) {
                return Optional.empty();
            }
            Flow flow = FlowDocument.flow(before.get());
            Decision<O> decision = decider.decide(flow);
            if (isMade(call, visibility, before.get(), flow, decision.change())) {
                return Optional.of(decision.outcome());
            }
            call.pause(tries);
        }
        throw MongoErrors.overtaken(call.doing());
    }

    private static boolean isMade(
            Call call, Visibility visibility, BsonDocument before, Flow read, Change change) {
        Bson unchanged = FlowUpdate.unchanged(before, visibility);
        return switch (change) {
            case Change.Keep _ -> true;
            case Change.Put(var after, var events) ->
                    isUpdated(call, unchanged, FlowUpdate.put(before, read, after, events));
            case Change.Remove(var events) ->
                    (events.isEmpty() && isDeleted(call, unchanged))
                            || isUpdated(call, unchanged, FlowUpdate.remove(before, read, events));
        };
    }

    private static boolean isUpdated(Call call, Bson unchanged, Bson update) {
        return MongoErrors.writing(
                call.doing(),
                () -> call.flows().updateOne(unchanged, update).getMatchedCount() > 0);
    }

    /** Only if no event of the flow waits. */
    private static boolean isDeleted(Call call, Bson unchanged) {
        Bson filter = FlowFilter.all(unchanged, Filters.exists(OwnPart.FIRST_OUT_PATH, false));
        return MongoErrors.writing(
                call.doing(), () -> call.flows().deleteOne(filter).getDeletedCount() > 0);
    }

    @Override
    public List<FlowId> announcedBefore(Set<FlowStatus> states, Instant time, int limit) {
        return picked("find flows that wait", FlowPicks.announcedBefore(states, time, limit));
    }

    @Override
    public List<FlowId> unannounced(Set<FlowStatus> states, String after, int limit) {
        return picked(
                "find flows that were not announced", FlowPicks.unannounced(states, after, limit));
    }

    private List<FlowId> picked(String doing, List<? extends Bson> stages) {
        Call call = call(doing);
        return MongoErrors.reading(
                doing,
                () ->
                        call.flows()
                                .aggregate(stages)
                                .map(MongoFlowStore::id)
                                .into(new ArrayList<>()));
    }

    @Override
    public List<FlowId> ownedBy(String ownerId, String after, int limit) {
        return ids("find flows of an owner", FlowFilter.ownedBy(ownerId), after, limit);
    }

    @Override
    public List<FlowId> withoutOwners(Set<FlowStatus> states, String after, int limit) {
        Bson orphans = FlowFilter.all(FlowFilter.inStates(states), FlowFilter.withoutOwners());
        return ids("find flows without owners", orphans, after, limit);
    }

    @Override
    public List<Flow> all(String afterId, int limit) {
        Call call = call("read all flows");
        Bson filter = FlowFilter.all(FlowFilter.flows(), FlowFilter.after(afterId));
        return MongoErrors.reading(
                call.doing(),
                () ->
                        call.flows()
                                .find(filter)
                                .projection(WITHOUT_EVENTS)
                                .sort(BY_ID)
                                .limit(-limit)
                                .map(FlowDocument::flow)
                                .into(new ArrayList<>()));
    }

    private List<FlowId> ids(String doing, Bson filter, String after, int limit) {
        Call call = call(doing);
        Bson whole = FlowFilter.all(FlowFilter.flows(), filter, FlowFilter.after(after));
        return MongoErrors.reading(
                doing,
                () ->
                        call.flows()
                                .find(whole)
                                .projection(ONLY_ID)
                                .sort(BY_ID)
                                .limit(limit)
                                .map(MongoFlowStore::id)
                                .into(new ArrayList<>()));
    }

    private static FlowId id(BsonDocument document) {
        return new FlowId(document.getObjectId(FlowDocument.ID).getValue().toHexString());
    }

    private Call call(String doing) {
        return new Call(doing, flows, settings);
    }
}
