package io.flowkeep.context;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** A change of a scope. Immutable. Values are compact JSON. */
public sealed interface ScopeChange {

    /** The scope stays as it is. */
    record Nothing() implements ScopeChange {}

    /**
     * Some names change.
     *
     * @param removed names that go, first of all
     * @param put values that come; a name that stays keeps its place, a new one (also one that was
     *     just removed) goes to the end, in this order
     */
    record Some(Set<String> removed, Map<String, String> put) implements ScopeChange {
        /** Copies, keeping the order. */
        public Some {
            removed = Collections.unmodifiableSet(new LinkedHashSet<>(removed));
            put = Collections.unmodifiableMap(new LinkedHashMap<>(put));
        }
    }

    /**
     * The whole scope is replaced.
     *
     * @param values all that is to be there, in this order; the scope goes if there are none
     */
    record Whole(Map<String, String> values) implements ScopeChange {
        /** Copies, keeping the order. */
        public Whole {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }
    }
}
