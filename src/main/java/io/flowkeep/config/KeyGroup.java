package io.flowkeep.config;

import java.util.ArrayList;
import java.util.List;

/** Keys that belong together, in the order in which they are declared. For the declaring thread. */
final class KeyGroup {
    private final List<Key<?>> declared = new ArrayList<>();

    /** Declares a key; see {@link Key} for what it is made of. */
    <T> Key<T> key(String name, ValueType<T> type, String fallback, String about) {
        Key<T> key = new Key<>(name, type, fallback, about);
        declared.add(key);
        return key;
    }

    /** What has been declared. */
    List<Key<?>> all() {
        return List.copyOf(declared);
    }
}
