package io.flowkeep.flows;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Checks that a flow can be kept by every store. MongoDB takes no member name that holds a NUL
 * character and no document nested deeper than 100 levels; a flow that only some stores take could
 * not be moved between them, so it is refused whatever the store. Stateless.
 */
public final class StorableShape {
    /** The flow itself is the first level. The rest up to MongoDB's 100 is the store's own. */
    public static final int LEVELS = 90;

    private static final int PATH_UNITS = 200;

    private StorableShape() {}

    private record Flaw(String message, Deque<String> path) {
        Flaw within(String name) {
            path.addFirst(name);
            return this;
        }
    }

    /** What cannot be stored, as a message for the client; the first such place counts. */
    public static Optional<String> problem(JsonNode flow) {
        return flaw(flow, 1).map(flaw -> flaw.message() + ", at " + where(flaw.path()) + ".");
    }

    private static Optional<Flaw> flaw(JsonNode value, int level) {
        if (!value.isContainer()) {
            return Optional.empty();
        }
        if (level > LEVELS) {
            return Optional.of(
                    new Flaw(
                            "A flow must not be nested deeper than " + LEVELS + " levels",
                            new ArrayDeque<>()));
        }
        return value.isArray() ? inArray(value, level) : inObject(value, level);
    }

    private static Optional<Flaw> inArray(JsonNode array, int level) {
        for (int i = 0; i < array.size(); i++) {
            Optional<Flaw> flaw = flaw(array.path(i), level + 1);
            if (flaw.isPresent()) {
                return Optional.of(flaw.get().within(Integer.toString(i)));
            }
        }
        return Optional.empty();
    }

    private static Optional<Flaw> inObject(JsonNode object, int level) {
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            String name = member.getKey();
            Optional<Flaw> flaw =
                    name.indexOf('\0') >= 0
                            ? Optional.of(
                                    new Flaw(
                                            "Names in a flow must not hold NUL characters",
                                            new ArrayDeque<>()))
                            : flaw(member.getValue(), level + 1);
            if (flaw.isPresent()) {
                return Optional.of(flaw.get().within(name));
            }
        }
        return Optional.empty();
    }

    /** The path with dots, as messages about casts have it; only its begin if it is long. */
    private static String where(Deque<String> path) {
        StringBuilder shown = new StringBuilder();
        for (String name : path) {
            shown.append(shown.isEmpty() ? "" : ".").append(name.replace("\0", "\\0"));
            if (shown.length() > PATH_UNITS) {
                shown.setLength(PATH_UNITS);
                return "\"" + shown + "...\"";
            }
        }
        return "\"" + shown + "\"";
    }
}
