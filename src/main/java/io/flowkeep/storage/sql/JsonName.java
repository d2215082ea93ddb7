package io.flowkeep.storage.sql;

import io.flowkeep.faults.StoreCorrupt;
import io.flowkeep.json.Json;
import io.flowkeep.json.JsonSyntaxException;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A text as JSON, quotes included: any Java text can be kept so, also one with U+0000 or a lone
 * surrogate, which no SQL text can hold. Stateless.
 */
public final class JsonName {
    private JsonName() {}

    /** The text as JSON; the same text always gives the same JSON. */
    public static String of(String text) {
        return Json.text(JsonNodeFactory.instance.stringNode(text));
    }

    /**
     * The text that was written.
     *
     * @throws StoreCorrupt it is no JSON text
     */
    public static String read(String json) {
        if (json.indexOf('\\') < 0) {
            return json.substring(1, json.length() - 1);
        }
        try {
            return Json.parseStored(json).stringValue();
        } catch (JsonSyntaxException e) {
            throw new StoreCorrupt("a stored name is not JSON", e);
        }
    }
}
