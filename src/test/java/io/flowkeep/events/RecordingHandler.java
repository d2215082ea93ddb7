package io.flowkeep.events;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Remembers the events it was handed by the ids in their payloads. Safe for concurrent use. */
public final class RecordingHandler implements EventHandler {
    private final List<String> ids = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private String failing = "nothing";
    private int begun;
    private volatile int millis;

    public synchronized List<String> ids() {
        return List.copyOf(ids);
    }

    public synchronized List<String> names() {
        return List.copyOf(names);
    }

    public synchronized int begun() {
        return begun;
    }

    public synchronized void failAlwaysAt(String id) {
        failing = id;
    }

    public void takeMillis(int millis) {
        this.millis = millis;
    }

    @Override
    public Handling handle(String name, JsonNode payload) {
        synchronized (this) {
            begun++;
            if (payload.isNull()) {
                return new Handling.Malformed("no payload");
            }
            if (payload.path("id").asString("").equals(failing)) {
                throw new IllegalStateException("told to fail");
            }
        }
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
        synchronized (this) {
            ids.add(payload.path("id").asString(""));
            names.add(name);
        }
        return new Handling.Done();
    }
}
