package io.flowkeep.flows.wire;

import java.util.ArrayList;
import java.util.List;

/**
 * What is wrong with a flow, in the order in which it is said. Keeps the first {@link #LIMIT}: a
 * body of a few MiB can be wrong in millions of places, and nobody reads that many messages. One
 * request only.
 */
final class Complaints {
    /** The most messages that are kept. */
    static final int LIMIT = 1000;

    private final List<String> messages = new ArrayList<>();

    void add(String message) {
        if (messages.size() < LIMIT) {
            messages.add(message);
        }
    }

    boolean isEmpty() {
        return messages.isEmpty();
    }

    List<String> messages() {
        return List.copyOf(messages);
    }
}
