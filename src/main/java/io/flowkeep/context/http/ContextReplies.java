package io.flowkeep.context.http;

import io.flowkeep.context.ContextOutcome;
import io.flowkeep.context.ContextOutcome.Absent;
import io.flowkeep.context.ContextOutcome.BadKey;
import io.flowkeep.context.ContextOutcome.Done;
import io.flowkeep.context.ContextOutcome.NoScope;
import io.flowkeep.context.ContextOutcome.OverQuota;
import io.flowkeep.context.ContextOutcome.Present;
import io.flowkeep.context.ContextOutcome.Reading;
import io.flowkeep.context.ContextOutcome.Values;
import io.flowkeep.context.ContextStore.StoredScope;
import io.flowkeep.context.ContextValues.Listing;
import io.flowkeep.http.ErrorReply;
import io.flowkeep.http.Refusal;
import io.flowkeep.http.Reply;
import io.flowkeep.json.Json;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Outcomes as answers. */
final class ContextReplies {
    private static final String INVALID_KEY = "INVALID_EXPR";

    private ContextReplies() {}

    /** A set's or cache write's end; errors in the short shape. */
    static Reply write(ContextOutcome.Write outcome) {
        return switch (outcome) {
            case Done _ -> Reply.json(200, Json.object());
            case OverQuota(var limit) ->
                    Reply.json(
                            413, error("Over Quota").put("code", "over_quota").put("limit", limit));
            case BadKey(var reason) -> badKey(reason);
        };
    }

    /** A key that cannot be written, in the short shape. */
    static Reply badKey(String reason) {
        return Reply.json(400, error(reason).put("code", INVALID_KEY));
    }

    /** An element without a key, with the words that clients know. */
    static Reply noKey() {
        return Reply.json(400, error("Cannot read properties of undefined (reading 'indexOf')"));
    }

    private static ObjectNode error(String text) {
        return Json.object().put("error", text);
    }

    /** A read's end; errors in the framework's shape. */
    static Reply read(ContextOutcome.Read outcome) {
        return switch (outcome) {
            case NoScope _ -> Reply.json(200, Json.array());
            case BadKey(var reason) -> ErrorReply.of(400, INVALID_KEY, reason);
            case Values(var readings) -> Reply.json(200, readings(readings));
        };
    }

    private static ArrayNode readings(List<Reading> readings) {
        ArrayNode array = Json.array();
        for (Reading reading : readings) {
            ObjectNode element = array.addObject().put("key", reading.key());
            switch (reading) {
                case Present(_, var value) -> element.set("value", value);
                case Absent _ -> {}
            }
        }
        return array;
    }

    static Reply names(List<String> names) {
        ArrayNode array = Json.array();
        names.forEach(array::add);
        return Reply.json(200, array);
    }

    /** A page of scopes with all their values. */
    static Reply listing(Listing listing) {
        ObjectNode body = Json.object();
        ObjectNode meta = body.putObject("meta");
        switch (listing) {
            case Listing.Part(_, _, var cursor) -> meta.put("next_cursor", cursor);
            case Listing.Last _ -> {}
        }
        body.put("count", listing.count());
        ArrayNode data = body.putArray("data");
        for (StoredScope stored : listing.scopes()) {
            ObjectNode scope = data.addObject().put("scope", stored.scope().shown());
            ObjectNode values = scope.putObject("values");
            stored.values().forEach((name, text) -> values.set(name, Json.written(text)));
        }
        return Reply.json(200, body);
    }

    /** A body or query of the wrong form, in the framework's shape. */
    static Refusal malformed(String message) {
        return new Refusal(ErrorReply.of(400, "FST_ERR_VALIDATION", message));
    }
}
