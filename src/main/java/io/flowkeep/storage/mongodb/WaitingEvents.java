package io.flowkeep.storage.mongodb;

import io.flowkeep.events.Outbox.Postponed;
import io.flowkeep.events.OutboxEvent;
import io.flowkeep.flows.FlowEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;

/**
 * The events of one flow that wait, in order, as one reading of its document found them.
 *
 * <p>A postponed event remembers how many events had been stored until then. Once there are more, a
 * newer one came after it, and it is due at once; so storing an event need not touch those that
 * wait.
 */
final class WaitingEvents {
    static final String ID = "id";
    static final String DUE = "due";
    static final String MARK = "mark";
    static final String REASON = "reason";
    static final String ATTEMPTS = "attempts";
    static final String AT = "at";

    /** So that an event is due at once also where the clock is late; the order stays. */
    private static final Duration EARLY = Duration.ofDays(1);

    private final BsonDocument document;
    private final List<BsonDocument> events = new ArrayList<>();

    /** Takes a document of which little more than our own part may have been read. */
    WaitingEvents(BsonDocument document) {
        this.document = document;
        BsonValue out = OwnPart.of(document).get(OwnPart.OUT);
        if (out != null && out.isArray()) {
            out.asArray().stream()
                    .filter(BsonValue::isDocument)
                    .forEach(event -> events.add(event.asDocument()));
        }
    }

    /** New events as they are stored. */
    static List<BsonDocument> of(List<FlowEvent> events) {
        return events.stream().map(WaitingEvents::stored).toList();
    }

    private static BsonDocument stored(FlowEvent event) {
        return new BsonDocument(ID, new BsonString(event.id()))
                .append("name", new BsonString(event.name()))
                .append("body", new BsonString(event.body()))
                .append(AT, OwnPart.time(event.createdAt()))
                .append(ATTEMPTS, new BsonInt32(0))
                .append(DUE, OwnPart.time(atOnce(event.createdAt())))
                .append(REASON, new BsonString(""));
    }

    String key() {
        return document.getObjectId(FlowDocument.ID).getValue().toHexString();
    }

    /** When an event is due that was not put off. */
    static Instant atOnce(Instant createdAt) {
        return createdAt.minus(EARLY);
    }

    /** How many events had ever been stored. */
    long pushed() {
        return OwnPart.count(document, OwnPart.PUSHED);
    }

    boolean isOfRemoved() {
        return OwnPart.of(document).containsKey("deletedAt");
    }

    boolean isEmpty() {
        return events.isEmpty();
    }

    String firstId() {
        return OwnPart.text(events.getFirst(), ID);
    }

    /** When the first is due. */
    Instant firstDue() {
        return due(events.getFirst());
    }

    /** Those that are due, up to the first that is not. */
    List<OutboxEvent> ready(Instant now) {
        return events.stream()
                .takeWhile(event -> !due(event).isAfter(now))
                .map(event -> event(key(), event))
                .toList();
    }

    private Instant due(BsonDocument event) {
        BsonValue mark = event.get(MARK);
        boolean overtaken =
                mark == null || !mark.isNumber() || mark.asNumber().longValue() < pushed();
        return overtaken
                ? atOnce(OwnPart.time(event, AT, Instant.EPOCH))
                : OwnPart.time(event, DUE, Instant.EPOCH);
    }

    static Postponed postponed(String key, BsonDocument event) {
        return new Postponed(
                event(key, event),
                OwnPart.time(event, DUE, Instant.EPOCH),
                OwnPart.text(event, REASON));
    }

    private static OutboxEvent event(String key, BsonDocument event) {
        BsonValue attempts = event.get(ATTEMPTS);
        return new OutboxEvent(
                OwnPart.text(event, ID),
                key,
                OwnPart.text(event, "name"),
                OwnPart.text(event, "body"),
                OwnPart.time(event, AT, Instant.EPOCH),
                attempts != null && attempts.isNumber() ? attempts.asNumber().intValue() : 0);
    }
}
