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
 * The keys of who owns a flow, each once and in an order. An owner's key is also that of the list
 * of the owner's flows. Immutable.
 */
record OwnerKeys(List<UUID> keys) {
    /** The list of all flows. */
    static final UUID EVERYTHING = new UUID(0, 0);

    /** The list of the flows that nobody owns. */
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

    /** The owners of whose flows one must be; only that of everything for somebody who sees all. */
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

    /** What their flows are counted for: the lists, and these owners together if they are many. */
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

    /** A parameter; no UUID[], which would be taken for several. */
    static Object array(Collection<UUID> keys) {
        return keys.toArray(UUID[]::new);
    }
}
