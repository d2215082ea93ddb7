package io.flowkeep.storage.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.DeleteOneModel;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import io.flowkeep.events.BodyBudget;
import io.flowkeep.events.Outbox;
import io.flowkeep.events.OutboxEvent;
import io.flowkeep.flows.FlowId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;

/**
 * The events that wait in the documents of their flows; a flow's id is their key.
 *
 * <p>Each document with events says when its first one is due, and an index holds only those. After
 * events were taken out or put off, that time is set anew, or the rest of a removed flow goes. If
 * the process ends in between, the time is too early, which the next read notices and corrects.
 * Safe for concurrent use.
 */
final class MongoOutbox implements Outbox {
    /**
     * Documents to be fetched at once. MongoDB ends a batch at 16 MiB by itself; the next one is
     * fetched only when this one did not suffice.
     */
    private static final int BATCH = 32;

    private static final String ID_PATH = inOut(WaitingEvents.ID);
    private static final String AT_PATH = inOut(WaitingEvents.AT);
    private static final String ATTEMPTS_PATH = inOut(WaitingEvents.ATTEMPTS);

    private static final Bson QUEUE =
            Projections.include(OwnPart.OUT_PATH, OwnPart.PUSHED_PATH, OwnPart.DELETED_PATH);

    /** The same without the events' text. */
    private static final Bson OUTLINE =
            Projections.include(
                    ID_PATH,
                    AT_PATH,
                    inOut(WaitingEvents.DUE),
                    inOut(WaitingEvents.MARK),
                    OwnPart.PUSHED_PATH,
                    OwnPart.DELETED_PATH);

    private final MongoCollection<BsonDocument> flows;
    private final MongoLease lease;
    private final MongoSettings settings;

    MongoOutbox(MongoCollection<BsonDocument> flows, MongoLease lease, MongoSettings settings) {
        this.flows = flows;
        this.lease = lease;
        this.settings = settings;
    }

    @Override
    public List<OutboxEvent> due(Instant now, int limit) {
        Call call = call("find events that are due");
        List<OutboxEvent> due = new ArrayList<>();
        List<WaitingEvents> idle = new ArrayList<>();
        BodyBudget budget = new BodyBudget();
        Bson filter = Filters.lte(OwnPart.DUE_PATH, OwnPart.time(now));
        MongoErrors.reading(
                call.doing(),
                () -> {
                    try (MongoCursor<BsonDocument> found =
                            call.flows()
                                    .find(filter)
                                    .projection(QUEUE)
                                    .sort(Sorts.ascending(OwnPart.DUE_PATH))
                                    .batchSize(Math.min(limit, BATCH))
                                    .cursor()) {
                        boolean goOn = true;
                        while (goOn && found.hasNext()) {
                            WaitingEvents events = new WaitingEvents(found.next());
                            List<OutboxEvent> ready = events.ready(now);
                            goOn = hasRoomAfter(ready, due, limit, budget);
                            if (ready.isEmpty()) {
                                idle.add(events);
                            }
                        }
                    }
                    return due;
                });
        settle(call, idle);
        return due;
    }

    /** Adds events as long as there is room; false if there is none left. */
    private static boolean hasRoomAfter(
            List<OutboxEvent> ready, List<OutboxEvent> due, int limit, BodyBudget budget) {
        for (OutboxEvent event : ready) {
            due.add(event);
            if (due.size() == limit || budget.isSpentBy(event)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void sent(List<OutboxEvent> events) {
        Call call = call("strike off events");
        Map<ObjectId, List<String>> byFlow = new LinkedHashMap<>();
        for (OutboxEvent event : events) {
            flow(event.key())
                    .ifPresent(flow ->
                            byFlow.computeIfAbsent(flow, _ -> new ArrayList<>()).add(event.id()));
        }
        List<WriteModel<BsonDocument>> pulls = new ArrayList<>();
        byFlow.forEach((flow, ids) ->
                pulls.add(
                        new UpdateOneModel<>(
                                byId(flow),
                                Updates.pull(
                                        OwnPart.OUT_PATH, Filters.in(WaitingEvents.ID, ids)))));
        write(call, pulls);
        settle(call, outlines(call, byFlow.keySet()));
    }

    @Override
    public void postpone(List<Postponement> postponements) {
        Call call = call("put events off");
        Map<String, List<Postponement>> byFlow = new LinkedHashMap<>();
        postponements.forEach(postponement ->
                byFlow.computeIfAbsent(postponement.event().key(), _ -> new ArrayList<>())
                        .add(postponement));
        List<ObjectId> ids =
                byFlow.keySet().stream().map(MongoOutbox::flow).flatMap(Optional::stream).toList();
        List<WriteModel<BsonDocument>> writes = new ArrayList<>();
        for (WaitingEvents queue : outlines(call, ids)) {
            for (Postponement each : byFlow.getOrDefault(queue.key(), List.of())) {
                writes.add(putOff(queue, each));
            }
        }
        write(call, writes);
        settle(call, outlines(call, ids));
    }

    private static WriteModel<BsonDocument> putOff(WaitingEvents queue, Postponement postponement) {
        String event = OwnPart.OUT_PATH + ".$.";
        return new UpdateOneModel<>(
                Filters.and(
                        byId(new ObjectId(queue.key())),
                        Filters.eq(ID_PATH, postponement.event().id())),
                Updates.combine(
                        Updates.set(event + WaitingEvents.DUE, OwnPart.time(postponement.until())),
                        Updates.set(event + WaitingEvents.MARK, queue.pushed()),
                        Updates.set(
                                event + WaitingEvents.REASON,
                                JsonBson.wellFormed(postponement.reason())),
                        Updates.inc(event + WaitingEvents.ATTEMPTS, 1)));
    }

    private static List<WaitingEvents> outlines(Call call, Collection<ObjectId> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        return MongoErrors.reading(
                call.doing(),
                () ->
                        call.flows()
                                .find(Filters.in(FlowDocument.ID, ids))
                                .projection(OUTLINE)
                                .map(WaitingEvents::new)
                                .into(new ArrayList<>()));
    }

    /** Makes each document say when its first event is due, unless it has changed meanwhile. */
    private static void settle(Call call, List<WaitingEvents> queues) {
        write(call, queues.stream().map(MongoOutbox::settled).toList());
    }

    private static WriteModel<BsonDocument> settled(WaitingEvents queue) {
        Bson one = byId(new ObjectId(queue.key()));
        if (!queue.isEmpty()) {
            return new UpdateOneModel<>(
                    Filters.and(
                            one,
                            Filters.eq(OwnPart.PUSHED_PATH, queue.pushed()),
                            Filters.eq(
                                    OwnPart.FIRST_OUT_PATH + "." + WaitingEvents.ID,
                                    queue.firstId())),
                    Updates.set(OwnPart.DUE_PATH, OwnPart.time(queue.firstDue())));
        }
        Bson none = Filters.and(one, Filters.exists(OwnPart.FIRST_OUT_PATH, false));
        return queue.isOfRemoved()
                ? new DeleteOneModel<>(Filters.and(none, FlowFilter.isRemoved(true)))
                : new UpdateOneModel<>(
                        none,
                        Updates.combine(
                                Updates.unset(OwnPart.OUT_PATH), Updates.unset(OwnPart.DUE_PATH)));
    }

    private static void write(Call call, List<WriteModel<BsonDocument>> writes) {
        if (!writes.isEmpty()) {
            var _ =
                    MongoErrors.writing(
                            call.doing(),
                            () ->
                                    call.flows()
                                            .bulkWrite(
                                                    writes, new BulkWriteOptions().ordered(false)));
        }
    }

    @Override
    public Counts counts(Instant now) {
        Call call = call("count events that wait");
        // whether an event was tried is asked by an expression, which has no builder
        Bson tried =
                new Document(
                        "$cond",
                        List.of(new Document("$gt", List.of("$" + ATTEMPTS_PATH, 0)), 1, 0));
        List<Bson> stages =
                waiting(
                        Aggregates.group(
                                null,
                                Accumulators.sum("waiting", 1),
                                Accumulators.sum("postponed", tried),
                                Accumulators.min("oldest", "$" + AT_PATH)));
        BsonDocument found =
                MongoErrors.reading(
                        call.doing(),
                        () ->
                                Optional.ofNullable(call.flows().aggregate(stages).first())
                                        .orElseGet(BsonDocument::new));
        if (found.isEmpty()) {
            return new Counts(0, 0, 0);
        }
        Instant oldest = OwnPart.time(found, "oldest", now);
        return new Counts(
                found.getNumber("waiting").longValue(),
                found.getNumber("postponed").longValue(),
                Math.max(0, Duration.between(oldest, now).toMillis()));
    }

    @Override
    public List<Postponed> postponed(int limit) {
        Call call = call("find events that were put off");
        List<Bson> stages =
                waiting(
                        Aggregates.match(Filters.gt(ATTEMPTS_PATH, 0)),
                        Aggregates.sort(Sorts.ascending(AT_PATH)),
                        Aggregates.limit(limit),
                        Aggregates.project(Projections.computed("event", "$" + OwnPart.OUT_PATH)));
        return MongoErrors.reading(
                call.doing(),
                () ->
                        call.flows()
                                .aggregate(stages)
                                .map(found ->
                                        WaitingEvents.postponed(
                                                new WaitingEvents(found).key(),
                                                found.getDocument("event")))
                                .into(new ArrayList<>()));
    }

    @Override
    public boolean lease(String holder, Duration time) {
        return lease.take(holder, time);
    }

    @Override
    public void release(String holder) {
        lease.drop(holder);
    }

    /** The events that wait, one a document, and what is to be done with them. */
    private static List<Bson> waiting(Bson... stages) {
        List<Bson> all = new ArrayList<>();
        all.add(Aggregates.match(Filters.exists(OwnPart.DUE_PATH)));
        all.add(Aggregates.project(Projections.include(OwnPart.OUT_PATH)));
        all.add(Aggregates.unwind("$" + OwnPart.OUT_PATH));
        all.addAll(List.of(stages));
        return all;
    }

    private static String inOut(String member) {
        return OwnPart.OUT_PATH + "." + member;
    }

    /** Empty for a key that is not a flow's id. */
    private static Optional<ObjectId> flow(String key) {
        return FlowId.parse(key).map(id -> new ObjectId(id.hex()));
    }

    private static Bson byId(ObjectId flow) {
        return Filters.eq(FlowDocument.ID, flow);
    }

    private Call call(String doing) {
        return new Call(doing, flows, settings);
    }
}
