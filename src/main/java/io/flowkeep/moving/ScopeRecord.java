package io.flowkeep.moving;

import io.flowkeep.context.Scope;
import io.flowkeep.ids.ProjectId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A scope with all its values. Immutable.
 *
 * @param values compact JSON by name, in the order in which the names were first set
 */
public record ScopeRecord(ProjectId project, Scope scope, Map<String, String> values) {
    /** Copies the values, keeping their order. */
    public ScopeRecord {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
}
