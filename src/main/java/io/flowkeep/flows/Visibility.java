package io.flowkeep.flows;

import java.util.Set;

/** Which flows somebody can see; part of every question to a store. */
public sealed interface Visibility {
    /** Every flow, also those that nobody owns. */
    record All() implements Visibility {}

    /**
     * The flows that have one of these among the ids of their owners, whatever the owner's type.
     *
     * @param ids may be empty: then nothing is seen
     */
    record OwnedBy(Set<String> ids) implements Visibility {
        public OwnedBy {
            ids = Set.copyOf(ids);
        }
    }

    /** Whether a flow can be seen. */
    default boolean covers(FlowDefinition definition) {
        return switch (this) {
            case All _ -> true;
            case OwnedBy(var ids) ->
                    definition.owners().stream().anyMatch(owner -> ids.contains(owner.id()));
        };
    }
}
