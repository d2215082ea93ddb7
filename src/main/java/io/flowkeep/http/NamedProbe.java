package io.flowkeep.http;

import java.util.function.BooleanSupplier;

/** A probe with a fixed name that asks a function. As safe for concurrent use as what it asks. */
record NamedProbe(String name, BooleanSupplier question, boolean isNeeded) implements Probe {
    @Override
    public boolean isReady() {
        return question.getAsBoolean();
    }
}
