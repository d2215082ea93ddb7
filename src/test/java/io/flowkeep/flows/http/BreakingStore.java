package io.flowkeep.flows.http;

import io.flowkeep.flows.FlowStore;
import io.flowkeep.flows.ForwardingFlowStore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A store whose calls fail from a given one on, until it is mended. */
public final class BreakingStore implements ForwardingFlowStore {
    private final FlowStore store;
    private final AtomicInteger calls = new AtomicInteger();
    private volatile int sound = Integer.MAX_VALUE;
    private volatile Supplier<RuntimeException> fault = IllegalStateException::new;

    /** Breaks that store. */
    public BreakingStore(FlowStore store) {
        this.store = store;
    }

    /** After so many more calls, every call fails so. */
    public void breakAfter(int callsMore, Supplier<RuntimeException> how) {
        calls.set(0);
        fault = how;
        sound = callsMore;
    }

    /** Nothing fails any more. */
    public void mend() {
        sound = Integer.MAX_VALUE;
    }

    /** How many calls there were since it was broken. */
    int calls() {
        return calls.get();
    }

    @Override
    public FlowStore delegate() {
        if (calls.incrementAndGet() > sound) {
            throw fault.get();
        }
        return store;
    }
}
