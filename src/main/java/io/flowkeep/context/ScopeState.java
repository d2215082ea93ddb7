package io.flowkeep.context;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a store knows of a scope when a change to it is decided. Immutable.
 *
 * @param exists whether the scope is there
 * @param values the JSON of those of the asked names that are there
 * @param size the whole scope's size
 * @param projectCharacters what all of the project's scopes hold
 */
public record ScopeState(
        boolean exists, Map<String, String> values, ScopeSize size, long projectCharacters) {

    /** Copies the values. */
    public ScopeState {
        values = Map.copyOf(values);
    }

    /**
     * The scope's size after a change to the names that were asked for. {@link ScopeSize#NOTHING}:
     * the scope is to be deleted.
     */
    public ScopeSize sizeAfter(ScopeChange change) {
        return switch (change) {
            case ScopeChange.Nothing _ -> size;
            case ScopeChange.Some some -> after(some);
            case ScopeChange.Whole(var all) -> ScopeSize.of(all);
        };
    }

    private ScopeSize after(ScopeChange.Some change) {
        Map<String, String> gone = new LinkedHashMap<>(values);
        gone.keySet()
                .removeIf(name ->
                        !change.removed().contains(name) && !change.put().containsKey(name));
        ScopeSize sum = size;
        for (Map.Entry<String, String> entry : change.put().entrySet()) {
            sum = sum.with(ScopeSize.ofEntry(entry.getKey(), entry.getValue()));
        }
        for (Map.Entry<String, String> entry : gone.entrySet()) {
            sum = sum.without(ScopeSize.ofEntry(entry.getKey(), entry.getValue()));
        }
        return sum.characters() <= ScopeSize.EMPTY.characters() ? ScopeSize.NOTHING : sum;
    }
}
