package io.flowkeep.flows;

import io.flowkeep.json.Json;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A flow as JSON, the same in answers and in events. Members in this order: those of the definition
 * up to the owners, status, the rest of the definition, createdAt, updatedAt, members of unknown
 * names, id.
 */
public final class FlowJson {
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    private FlowJson() {}

    /** The flow as its owner sees it; to be written, since its members may be text already. */
    public static ObjectNode of(Flow flow) {
        ObjectNode json = Json.object();
        ObjectNode definition = flow.definition().members();
        for (String member : FlowDefinition.MEMBERS) {
            JsonNode value = definition.get(member);
            if (value != null) {
                json.set(member, value);
            }
            if (member.equals("owners")) {
                FlowStatus status = flow.status();
                if (status.isNull()) {
                    json.putNull("status");
                } else {
                    json.put("status", status.text());
                }
            }
        }
        String createdAt = time(flow.createdAt());
        boolean untouched = flow.updatedAt().equals(flow.createdAt());
        json.put("createdAt", createdAt);
        json.put("updatedAt", untouched ? createdAt : time(flow.updatedAt()));
        definition.properties().stream()
                .filter(member -> !FlowDefinition.MEMBERS.contains(member.getKey()))
                .forEach(member -> json.set(member.getKey(), member.getValue()));
        json.put("id", flow.id().hex());
        return json;
    }

    /** A time as JavaScript writes it: ISO 8601 in UTC, to the millisecond. */
    public static String time(Instant time) {
        return TIME.format(time);
    }
}
