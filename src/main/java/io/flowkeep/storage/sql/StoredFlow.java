package io.flowkeep.storage.sql;

import io.flowkeep.faults.StoreCorrupt;
import io.flowkeep.flows.Flow;
import io.flowkeep.flows.FlowDefinition;
import io.flowkeep.flows.FlowId;
import io.flowkeep.flows.RunState;
import io.flowkeep.json.JsonSyntaxException;
import java.time.Instant;
import java.util.HexFormat;
import tools.jackson.databind.JsonNode;

/** A flow as it was read; its definition is still text. Ids are the bytes of their digits. */
public record StoredFlow(
        FlowId id,
        String body,
        RunState run,
        Instant createdAt,
        Instant updatedAt,
        Instant definedAt) {
    /** Names longer than that are sorted by their beginning. */
    private static final int SORTED_CHARACTERS = 500;

    /**
     * The flow.
     *
     * @throws StoreCorrupt the definition is not valid
     */
    public Flow toFlow() {
        try {
            FlowDefinition definition = FlowDefinition.stored(body);
            return new Flow(id, definition, run, createdAt, updatedAt, definedAt);
        } catch (JsonSyntaxException e) {
            throw new StoreCorrupt("the definition of flow " + id + " is no object", e);
        }
    }

    /** The bytes of an id. */
    public static byte[] id(FlowId id) {
        return id(id.hex());
    }

    /**
     * The bytes that hexadecimal digits stand for; an empty text gives no bytes, which sort before
     * every id.
     */
    public static byte[] id(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    public static FlowId id(byte[] bytes) {
        return new FlowId(HexFormat.of().formatHex(bytes));
    }

    /**
     * The text by which a flow is sorted by name; empty if the name is not a text, so that it comes
     * first.
     */
    public static String sortName(FlowDefinition definition) {
        JsonNode name = definition.json().path("name");
        if (!name.isString()) {
            return "";
        }
        String text = name.asString("");
        int points = Math.min(SORTED_CHARACTERS, text.codePointCount(0, text.length()));
        return "=" + text.substring(0, text.offsetByCodePoints(0, points));
    }
}
