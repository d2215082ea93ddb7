package io.flowkeep.storage.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.DeleteOneModel;
import com.mongodb.client.model.UpdateOneModel;
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
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonNull;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.types.ObjectId;

/**
 * The events that wait in the documents of their flows; a flow's id is their key.
 *
 * <p>Each document with events says when its first one is due, and an index holds only those. After
 * events were taken out or put off, that time is set anew, or the rest of a removed flow goes. If
 * the process ends in between, the time is too early, which the next reading finds out and mends.
 * Safe for concurrent use.
 */
final class MongoOutbox implements Outbox {
    /**
     * Documents to be fetched at once. MongoDB ends a batch at 16 MiB by itself; the next one is
     * fetched only when this one did not suffice.
     */
    private static final int BATCH = 32;

    private static final BsonInt32 ZERO = new BsonInt32(0);
    private static final BsonInt32 ONE = new BsonInt32(1);
    private static final String ATTEMPTS_PATH = OwnPart.OUT_PATH + "." + WaitingEvents.ATTEMPTS;
    private static final String AT_PATH = OwnPart.OUT_PATH + "." + WaitingEvents.AT;

    private static final BsonDocument QUEUE =
            new BsonDocument(OwnPart.OUT_PATH, ONE)
                    .append(OwnPart.PUSHED_PATH, ONE)
                    .append(OwnPart.DELETED_PATH, ONE);

    /** The same without the events' text. */
    private static final BsonDocument OUTLINE =
            new BsonDocument(OwnPart.OUT_PATH + "." + WaitingEvents.ID, ONE)
                    .append(OwnPart.OUT_PATH + "." + WaitingEvents.AT, ONE)
                    .append(OwnPart.OUT_PATH + "." + WaitingEvents.DUE, ONE)
                    .append(OwnPart.OUT_PATH + "." + WaitingEvents.MARK, ONE)
                    .append(OwnPart.PUSHED_PATH, ONE)
                    .append(OwnPart.DELETED_PATH, ONE);

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
        BsonDocument filter =
                new BsonDocument(OwnPart.DUE_PATH, new BsonDocument("$lte", OwnPart.time(now)));
        MongoErrors.reading(
                call.doing(),
                () -> {
                    try (MongoCursor<BsonDocument> found =
                            call.flows()
                                    .find(filter)
                                    .projection(QUEUE)
                                    .sort(new BsonDocument(OwnPart.DUE_PATH, ONE))
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
        Map<ObjectId, List<BsonValue>> byFlow = new LinkedHashMap<>();
        for (OutboxEvent event : events) {
            flow(event.key())
                    .ifPresent(flow ->
                            byFlow.computeIfAbsent(flow, _ -> new ArrayList<>())
                                    .add(new BsonString(event.id())));
        }
        List<WriteModel<BsonDocument>> pulls = new ArrayList<>();
        byFlow.forEach((flow, ids) ->
                pulls.add(
                        new UpdateOneModel<>(
                                byId(flow),
                                new BsonDocument(
                                        "$pull",
                                        new BsonDocument(
                                                OwnPart.OUT_PATH,
                                                FlowFilter.in(WaitingEvents.ID, ids))))));
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
        BsonDocument set =
                new BsonDocument(event + WaitingEvents.DUE, OwnPart.time(postponement.until()))
                        .append(event + WaitingEvents.MARK, new BsonInt64(queue.pushed()))
                        .append(
                                event + WaitingEvents.REASON,
                                new BsonString(JsonBson.wellFormed(postponement.reason())));
        return new UpdateOneModel<>(
                byId(new ObjectId(queue.key()))
                        .append(
                                OwnPart.OUT_PATH + "." + WaitingEvents.ID,
                                new BsonString(postponement.event().id())),
                new BsonDocument("$set", set)
                        .append("$inc", new BsonDocument(event + WaitingEvents.ATTEMPTS, ONE)));
    }

    private static List<WaitingEvents> outlines(Call call, Collection<ObjectId> ids) {
        BsonArray flows = new BsonArray();
        ids.forEach(id -> flows.add(new BsonObjectId(id)));
        if (flows.isEmpty()) {
            return List.of();
        }
        return MongoErrors.reading(
                call.doing(),
                () ->
                        call.flows()
                                .find(FlowFilter.in(FlowDocument.ID, flows))
                                .projection(OUTLINE)
                                .map(WaitingEvents::new)
                                .into(new ArrayList<>()));
    }

    /** Makes each document say when its first event is due, unless it has changed meanwhile. */
    private static void settle(Call call, List<WaitingEvents> queues) {
        write(call, queues.stream().map(MongoOutbox::settled).toList());
    }

    private static WriteModel<BsonDocument> settled(WaitingEvents queue) {
        BsonDocument one = byId(new ObjectId(queue.key()));
        if (!queue.isEmpty()) {
            one.append(OwnPart.PUSHED_PATH, new BsonInt64(queue.pushed()));
            one.append(OwnPart.FIRST_OUT_PATH + "." + WaitingEvents.ID, queue.firstId());
            BsonDocument due = new BsonDocument(OwnPart.DUE_PATH, OwnPart.time(queue.firstDue()));
            return new UpdateOneModel<>(one, new BsonDocument("$set", due));
        }
        one.append(OwnPart.FIRST_OUT_PATH, new BsonDocument("$exists", BsonBoolean.FALSE));
        if (queue.isOfRemoved()) {
            one.append(OwnPart.DELETED_PATH, new BsonDocument("$exists", BsonBoolean.TRUE));
            return new DeleteOneModel<>(one);
        }
        BsonDocument none =
                new BsonDocument(OwnPart.OUT_PATH, new BsonString(""))
                        .append(OwnPart.DUE_PATH, new BsonString(""));
        return new UpdateOneModel<>(one, new BsonDocument("$unset", none));
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
        BsonDocument tried =
                new BsonDocument(
                        "$gt", new BsonArray(List.of(new BsonString("$" + ATTEMPTS_PATH), ZERO)));
        BsonDocument counts =
                new BsonDocument("_id", BsonNull.VALUE)
                        .append("waiting", new BsonDocument("$sum", ONE))
                        .append(
                                "postponed",
                                new BsonDocument(
                                        "$sum",
                                        new BsonDocument(
                                                "$cond", new BsonArray(List.of(tried, ONE, ZERO)))))
                        .append("oldest", new BsonDocument("$min", new BsonString("$" + AT_PATH)));
        List<BsonDocument> stages = waiting(new BsonDocument("$group", counts));
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
        List<BsonDocument> stages =
                waiting(
                        new BsonDocument(
                                "$match",
                                new BsonDocument(ATTEMPTS_PATH, new BsonDocument("$gt", ZERO))),
                        new BsonDocument("$sort", new BsonDocument(AT_PATH, ONE)),
                        new BsonDocument("$limit", new BsonInt32(limit)),
                        new BsonDocument(
                                "$project",
                                new BsonDocument("event", new BsonString("$" + OwnPart.OUT_PATH))));
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
    private static List<BsonDocument> waiting(BsonDocument... stages) {
        List<BsonDocument> all = new ArrayList<>();
        all.add(new BsonDocument("$match", FlowFilter.present(OwnPart.DUE_PATH, true)));
        all.add(new BsonDocument("$project", new BsonDocument(OwnPart.OUT_PATH, ONE)));
        all.add(new BsonDocument("$unwind", new BsonString("$" + OwnPart.OUT_PATH)));
        all.addAll(List.of(stages));
        return all;
    }

    /** Empty for a key that is none of ours. */
    private static Optional<ObjectId> flow(String key) {
        return FlowId.parse(key).map(id -> new ObjectId(id.hex()));
    }

    private static BsonDocument byId(ObjectId flow) {
        return new BsonDocument(FlowDocument.ID, new BsonObjectId(flow));
    }

    private Call call(String doing) {
        return new Call(doing, flows, settings);
    }
}
