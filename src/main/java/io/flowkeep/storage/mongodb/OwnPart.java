package io.flowkeep.storage.mongodb;

import io.flowkeep.flows.Flow;
import io.flowkeep.flows.FlowStatus;
import io.flowkeep.flows.RunState;
import io.flowkeep.flows.Unanswered;
import java.time.Instant;
import java.util.Optional;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;

/** The sub-document of a flow that only Flowkeep uses: its names, and the run state in it. */
final class OwnPart {
    static final String NAME = "_flowkeep";

    static final String SEQ = "seq";
    static final String PUSHED = "pushed";
    static final String OUT = "out";

    /** Counts our changes. */
    static final String SEQ_PATH = path(SEQ);

    /** Counts the events that were ever stored. */
    static final String PUSHED_PATH = path(PUSHED);

    /** The events that wait, in order. */
    static final String OUT_PATH = path(OUT);

    static final String FIRST_OUT_PATH = OUT_PATH + ".0";

    /** When the first of the events is due; absent if none waits. */
    static final String DUE_PATH = path("due");

    /** Present in what is left of a removed flow until its events are sent. */
    static final String DELETED_PATH = path("deletedAt");

    static final String UPDATED_PATH = path("updatedAt");
    static final String ANNOUNCED_PATH = path("announcedAt");
    static final String ANNOUNCEMENTS_PATH = path("announcements");

    private OwnPart() {}

    static String path(String member) {
        return NAME + "." + member;
    }

    static BsonDocument of(BsonDocument document) {
        BsonValue own = document.get(NAME);
        return own != null && own.isDocument() ? own.asDocument() : new BsonDocument();
    }

    static long count(BsonDocument document, String member) {
        BsonValue value = of(document).get(member);
        return value != null && value.isNumber() ? value.asNumber().longValue() : 0;
    }

    /** Absent if the flow was last changed by a program that does not know of it. */
    private static Optional<BsonDocument> current(BsonDocument document) {
        BsonDocument own = of(document);
        BsonValue copy = own.get("updatedAt");
        return copy != null && copy.equals(document.get("updatedAt"))
                ? Optional.of(own)
                : Optional.empty();
    }

    static RunState run(BsonDocument document, FlowStatus status, Instant updatedAt) {
        Optional<BsonDocument> current = current(document);
        if (current.isEmpty()) {
            boolean ran = status.equals(FlowStatus.ACTIVE);
            return new RunState(status, updatedAt, "", "", ran, Unanswered.NONE, updatedAt, 0);
        }
        BsonDocument own = current.get();
        return new RunState(
                status,
                time(own, "since", updatedAt),
                text(own, "reason"),
                text(own, "startedBy"),
                own.containsKey("ran") && own.get("ran").equals(BsonBoolean.TRUE),
                unanswered(text(own, "unanswered")),
                time(own, "announcedAt", updatedAt),
                (int) count(document, "announcements"));
    }

    private static Unanswered unanswered(String letters) {
        try {
            return new Unanswered(letters);
        } catch (IllegalArgumentException e) {
            return Unanswered.NONE; // not written by us; nothing is waited for then
        }
    }

    static Instant definedAt(BsonDocument document) {
        return current(document)
                .map(own -> time(own, "definedAt", Instant.EPOCH))
                .orElse(Instant.EPOCH);
    }

    /** Everything but the events and what is kept of a removed flow. */
    static BsonDocument written(Flow flow, long seq, long pushed) {
        RunState run = flow.run();
        return new BsonDocument(SEQ, new BsonInt64(seq))
                .append(PUSHED, new BsonInt64(pushed))
                .append("updatedAt", time(flow.updatedAt()))
                .append("definedAt", time(flow.definedAt()))
                .append("since", time(run.since()))
                .append("reason", new BsonString(JsonBson.wellFormed(run.reason())))
                .append("startedBy", new BsonString(JsonBson.wellFormed(run.startedBy())))
                .append("ran", BsonBoolean.valueOf(run.ran()))
                .append("unanswered", new BsonString(run.unanswered().letters()))
                .append("announcedAt", time(run.announcedAt()))
                .append("announcements", new BsonInt32(run.announcements()));
    }

    static BsonDateTime time(Instant time) {
        return new BsonDateTime(time.toEpochMilli());
    }

    static Instant time(BsonDocument document, String member, Instant otherwise) {
        BsonValue value = document.get(member);
        return value != null && value.isDateTime()
                ? Instant.ofEpochMilli(value.asDateTime().getValue())
                : otherwise;
    }

    static String text(BsonDocument document, String member) {
        BsonValue value = document.get(member);
        return value != null && value.isString() ? value.asString().getValue() : "";
    }
}
