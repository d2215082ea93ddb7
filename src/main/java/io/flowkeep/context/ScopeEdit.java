package io.flowkeep.context;

import io.flowkeep.json.Json;
import io.flowkeep.json.JsonSyntaxException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * Applies assignments to a scope's values as Node-RED does, one after the other, on a copy. Stored
 * values are read as JSON only when something looks into them. One change only.
 */
final class ScopeEdit {
    private final Map<String, String> stored;
    private final Map<String, JsonNode> parsed = new HashMap<>();
    private final Set<String> removed = new LinkedHashSet<>();
    private final Map<String, JsonNode> put = new LinkedHashMap<>();

    /** An edit of the values that are there now. */
    ScopeEdit(Map<String, String> stored) {
        this.stored = stored;
    }

    /**
     * What the assignments add to the scope by the rules of the quota: each new value's size less
     * that of the value it replaces, all measured before any of them is made. To be asked before
     * {@link #apply}.
     */
    long growth(List<Assignment> assignments) throws InvalidKey {
        long growth = added(assignments);
        for (Assignment assignment : assignments) {
            growth -= oldSize(assignment.path());
        }
        return growth;
    }

    /** The sizes of all new values. */
    static long added(List<Assignment> assignments) {
        long added = 0;
        for (Assignment assignment : assignments) {
            if (assignment instanceof Assignment.Put(_, var value)) {
                added += ValueSize.of(value);
            }
        }
        return added;
    }

    private long oldSize(KeyPath path) throws InvalidKey {
        if (path.parts().size() == 1) {
            String text = stored.get(path.root());
            return text == null ? 0 : ValueSize.ofText(text);
        }
        return Step.read(path, this::find).map(ValueSize::of).orElse(0L);
    }

    void apply(List<Assignment> assignments) throws InvalidKey {
        for (Assignment assignment : assignments) {
            List<Step> steps = Step.of(assignment.path(), this::find);
            switch (assignment) {
                // A later assignment may reach into this value, and the request's own must stay.
                case Assignment.Put(_, var value) ->
                        put(steps, assignments.size() == 1 ? value : value.deepCopy());
                case Assignment.Remove _ -> remove(steps);
            }
        }
    }

    /** The resulting change. */
    ScopeChange change() throws InvalidKey {
        Map<String, String> texts = texts();
        texts.entrySet()
                .removeIf(entry ->
                        !removed.contains(entry.getKey())
                                && entry.getValue().equals(stored.get(entry.getKey())));
        return texts.isEmpty() && removed.isEmpty()
                ? new ScopeChange.Nothing()
                : new ScopeChange.Some(removed, texts);
    }

    /** All values that were put, as JSON. */
    Map<String, String> texts() throws InvalidKey {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : put.entrySet()) {
            if (depth(entry.getValue()) > Json.MAX_DEPTH) {
                throw InvalidKey.expression("nested deeper than " + Json.MAX_DEPTH);
            }
            texts.put(entry.getKey(), Json.text(entry.getValue()));
        }
        return texts;
    }

    private void put(List<Step> steps, JsonNode value) throws InvalidKey {
        Step first = steps.getFirst();
        if (steps.size() == 1) {
            put.put(first.name(), value);
            return;
        }
        Optional<JsonNode> top = find(first.name());
        if (top.isPresent() && !top.get().isContainer()) {
            return; // nothing can be set below a plain value; Node-RED ignores it silently
        }
        JsonNode holder = top.orElseGet(() -> container(steps.get(1)));
        put.put(first.name(), holder);
        for (int i = 1; i < steps.size() - 1; i++) {
            Optional<JsonNode> child = Property.read(holder, steps.get(i).name());
            if (child.isEmpty()) {
                child = Optional.of(container(steps.get(i + 1)));
                write(holder, steps.get(i), child.get());
            }
            holder = child.get();
        }
        write(holder, steps.getLast(), value);
    }

    private static void write(JsonNode holder, Step step, JsonNode value) throws InvalidKey {
        if (step.number() && holder instanceof ArrayNode array) {
            Property.checkGap(array, Double.parseDouble(step.name()));
        }
        Property.write(holder, step.name(), value);
    }

    private static JsonNode container(Step below) {
        return below.number() ? Json.array() : Json.object();
    }

    private void remove(List<Step> steps) {
        String root = steps.getFirst().name();
        if (steps.size() == 1) {
            put.remove(root);
            if (stored.containsKey(root)) {
                removed.add(root);
            }
            return;
        }
        Optional<JsonNode> holder = find(root);
        for (Step step : steps.subList(1, steps.size() - 1)) {
            holder = holder.flatMap(value -> Property.read(value, step.name()));
        }
        if (holder.isEmpty() || !holder.get().isContainer()) {
            return;
        }
        find(root).ifPresent(value -> put.put(root, value));
        Step last = steps.getLast();
        if (holder.get() instanceof ArrayNode array && last.number()) {
            Property.cutOut(array, Double.parseDouble(last.name()));
        } else {
            Property.delete(holder.get(), last.name());
        }
    }

    /** The value of a top-level name as the assignments so far left it. */
    private Optional<JsonNode> find(String name) {
        JsonNode made = put.get(name);
        if (made != null) {
            return Optional.of(made);
        }
        String text = removed.contains(name) ? null : stored.get(name);
        return text == null
                ? Optional.empty()
                : Optional.of(parsed.computeIfAbsent(name, _ -> read(text)));
    }

    /** Reads a stored value. */
    static JsonNode read(String text) {
        try {
            return Json.parseStored(text);
        } catch (JsonSyntaxException e) {
            throw new IllegalStateException("a stored context value is not JSON", e);
        }
    }

    private static int depth(JsonNode value) {
        int deepest = 0;
        for (JsonNode child : value) {
            deepest = Math.max(deepest, depth(child));
        }
        return value.isContainer() ? deepest + 1 : 0;
    }
}
