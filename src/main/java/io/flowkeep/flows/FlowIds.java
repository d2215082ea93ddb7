package io.flowkeep.flows;

import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Makes new ids, laid out as MongoDB does it, so that they sort by the second in which they were
 * made: 4 bytes of seconds, 5 bytes that tell processes apart, 3 bytes of a counter. Unique within
 * a process for 16 million ids a second. Safe for concurrent use.
 */
public final class FlowIds implements Supplier<FlowId> {
    private static final int COUNTER_BITS = 24;
    private static final long PROCESS_MASK = 0xff_ffff_ffffL;
    private static final long SECONDS_MASK = 0xffff_ffffL;
    private static final int COUNTER_MASK = 0xff_ffff;

    private final InstantSource clock;
    private final long process;
    private final AtomicInteger counter;

    /**
     * Tells this process apart from others.
     *
     * @param seed 64 random bits
     */
    public FlowIds(InstantSource clock, long seed) {
        this.clock = clock;
        this.process = seed & PROCESS_MASK;
        this.counter = new AtomicInteger((int) (seed >>> (Long.SIZE - COUNTER_BITS)));
    }

    /** An id that was never given before. */
    @Override
    public FlowId get() {
        long seconds = clock.instant().getEpochSecond() & SECONDS_MASK;
        int count = counter.getAndIncrement() & COUNTER_MASK;
        return new FlowId(String.format(Locale.ROOT, "%08x%010x%06x", seconds, process, count));
    }
}
