package io.flowkeep.metrics;

import io.flowkeep.auth.AuthorityWatch;
import io.flowkeep.auth.CheckAnswer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** Counts what the authority does: cache hits, misses, grace, and the calls to its neighbour. */
public final class AuthMeters implements AuthorityWatch {
    private final MeterRegistry registry;
    private final Counter hits;
    private final Counter misses;
    private final Counter grace;

    /** Registers the counters. */
    public AuthMeters(MeterRegistry registry) {
        this.registry = registry;
        this.hits = lookup("hit");
        this.misses = lookup("miss");
        this.grace =
                Counter.builder("flowkeep.auth.grace")
                        .description("requests let in on an old answer while the platform is away")
                        .register(registry);
    }

    private Counter lookup(String outcome) {
        return Counter.builder("flowkeep.auth.cache")
                .description("look-ups of tokens in the cache")
                .tag("outcome", outcome)
                .register(registry);
    }

    @Override
    public void hit() {
        hits.increment();
    }

    @Override
    public void miss() {
        misses.increment();
    }

    @Override
    public void servedOnGrace() {
        grace.increment();
    }

    @Override
    public void asked(CheckAnswer answer, Duration took) {
        Timer.builder("flowkeep.auth.check")
                .description("checks of a token by the platform, retries included")
                .tag("answer", name(answer))
                .register(registry)
                .record(took);
    }

    private static String name(CheckAnswer answer) {
        return switch (answer) {
            case CheckAnswer.Allowed _ -> "allowed";
            case CheckAnswer.Refused _ -> "refused";
            case CheckAnswer.Unreachable _ -> "unreachable";
        };
    }
}
