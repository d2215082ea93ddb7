package io.flowkeep.context;

import io.flowkeep.json.Json;
import java.util.Map;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * How long a scope is as one JSON object. Immutable.
 *
 * <p>Three units are in use, because clients see the limits that follow from them: what a project
 * holds is counted in characters (code points) of its scopes' JSON, since the server this replaces
 * let its database count; what a change adds is counted in UTF-16 units of the values, a text
 * without its quotes, since it let JavaScript count; and what a cache write replaces is the whole
 * JSON in UTF-16 units.
 *
 * @param characters code points
 * @param units UTF-16 units
 */
public record ScopeSize(long characters, long units) {
    /** A scope that is not there. */
    public static final ScopeSize NOTHING = new ScopeSize(0, 0);

    /** A scope that is there and empty: two braces. */
    public static final ScopeSize EMPTY = new ScopeSize(2, 2);

    /** What a name and its value add: both texts, a colon, and a comma or one of the braces. */
    public static ScopeSize ofEntry(String name, String valueJson) {
        String nameJson = Json.text(JsonNodeFactory.instance.stringNode(name));
        return new ScopeSize(
                characters(nameJson) + characters(valueJson) + 2L,
                (long) nameJson.length() + valueJson.length() + 2);
    }

    /** A scope of these values; {@link #NOTHING} if there are none. */
    public static ScopeSize of(Map<String, String> values) {
        ScopeSize sum = NOTHING;
        for (Map.Entry<String, String> entry : values.entrySet()) {
            sum = sum.with(ofEntry(entry.getKey(), entry.getValue()));
        }
        return sum;
    }

    /** This and an entry more. */
    public ScopeSize with(ScopeSize entry) {
        ScopeSize entries = characters <= EMPTY.characters ? new ScopeSize(1, 1) : this;
        return new ScopeSize(entries.characters + entry.characters, entries.units + entry.units);
    }

    /** This with an entry less; {@link #NOTHING} if none is left. */
    public ScopeSize without(ScopeSize entry) {
        ScopeSize rest = new ScopeSize(characters - entry.characters, units - entry.units);
        return rest.characters <= 1 ? NOTHING : rest;
    }

    private static long characters(String text) {
        return text.codePointCount(0, text.length());
    }
}
