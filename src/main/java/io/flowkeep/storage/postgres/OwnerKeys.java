package io.flowkeep.storage.postgres;

import io.flowkeep.flows.FlowDefinition;
import io.flowkeep.flows.Owner;
import io.flowkeep.flows.Visibility;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;

/**
 * The keys of a flow's owners, each once and in order. An owner's key is also that of the list of
 * the owner's flows. Immutable.
 */
record OwnerKeys(List<UUID> keys) {
    /** The list of all flows. */
    static final UUID EVERYTHING = new UUID(0, 0);

    /** The list of the flows without owners. */
    static final UUID NOBODYS = new UUID(0, 1);

    OwnerKeys {
        keys = List.copyOf(keys);
    }

    static OwnerKeys of(FlowDefinition definition) {
        return new OwnerKeys(keys(definition.owners().stream().map(Owner::id).toList()));
    }

    static List<UUID> keys(Collection<String> ids) {
        SortedSet<UUID> keys = new TreeSet<>();
        ids.forEach(id -> keys.add(AnyText.key(id)));
        return List.copyOf(keys);
    }

    /**
     * The lists of which a flow must be in one to be visible; only that of everything for somebody
     * who sees all.
     */
    static List<UUID> lists(Visibility visibility) {
        return switch (visibility) {
            case Visibility.All _ -> List.of(EVERYTHING);
            case Visibility.OwnedBy(var ids) -> keys(ids);
        };
    }

    /** The lists that their flows are in. */
    List<UUID> lists() {
        List<UUID> lists = new ArrayList<>();
        lists.add(EVERYTHING);
        if (keys.isEmpty()) {
            lists.add(NOBODYS);
        }
        lists.addAll(keys);
        return lists;
    }

    /**
     * The lists for which their flows are counted: each owner's, and one for these owners together
     * if there are several.
     */
    List<UUID> counted() {
        List<UUID> counted = lists();
        if (isSet()) {
            counted.add(set());
        }
        return counted;
    }

    /** Whether they are two or more. */
    boolean isSet() {
        return keys.size() > 1;
    }

    /** The key of all of them together. */
    UUID set() {
        return AnyText.key(keys);
    }

    /** The keys as one parameter, declared as Object: a UUID[] would be taken for several. */
    static Object array(Collection<UUID> keys) {
        return keys.toArray(UUID[]::new);
    }
}
