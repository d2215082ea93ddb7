package io.flowkeep.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import io.flowkeep.storage.memory.MemoryFileStore;
import io.flowkeep.storage.memory.MemoryUsageLedger;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** After any history, also one of failures and of several at once: counter == recount. */
final class UsageProperties {
    private static final ProjectId PROJECT = new ProjectId("p1");
    private static final long LIMIT = 300;

    /** One step of a history. */
    record Step(Kind kind, String team, String name, int bytes) {}

    enum Kind {
        REPLACE,
        APPEND,
        BREAK_OFF,
        DELETE,
        SAVE,
        CRASH
    }

    @Property(tries = 300)
    void one_after_the_other(@ForAll("histories") List<Step> history) {
        History run = new History();
        history.forEach(run::take);
        run.check();
    }

    @Property(tries = 60)
    void several_at_once(@ForAll("histories") List<Step> one, @ForAll("histories") List<Step> two)
            throws Exception {
        History run = new History();
        List<Future<?>> ends = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (List<Step> history : List.of(one, two, one)) {
                ends.add(threads.submit(() -> run.takeAllButCrashes(history)));
            }
        }
        for (Future<?> end : ends) {
            end.get();
        }
        run.check();
    }

    @Provide
    Arbitrary<List<Step>> histories() {
        return Combinators.combine(
                        Arbitraries.of(Kind.class),
                        Arbitraries.of("t1", "t2"),
                        Arbitraries.of("a", "b", "c/d"),
                        Arbitraries.integers().between(0, 150))
                .as(Step::new)
                .list()
                .ofMaxSize(30);
    }

    private static final class History {
        private final FileStore store = new MemoryFileStore(Clock.systemUTC(), 1 << 20);
        private final UsageLedger ledger = new MemoryUsageLedger();
        private LocalUsage usage = Counts.usage(store, ledger);

        void takeAllButCrashes(List<Step> history) {
            history.stream().filter(step -> step.kind != Kind.CRASH).forEach(this::take);
        }

        void take(Step step) {
            ProjectFiles files = new ProjectFiles(store, usage);
            FileKey key = FileKeys.key(step.team, "p1", step.name);
            InputStream content = new ByteArrayInputStream("x".repeat(step.bytes).getBytes(UTF_8));
            try {
                switch (step.kind) {
                    case REPLACE -> files.replace(key, upload(content));
                    case APPEND -> files.append(key, upload(content));
                    case BREAK_OFF ->
                            files.replace(
                                    key,
                                    upload(new BreakingContent(step.bytes, new IOException("x"))));
                    case DELETE -> files.delete(key, new Precondition.Always());
                    case SAVE -> usage.saveIdle();
                    case CRASH -> usage = Counts.usage(store, ledger);
                }
            } catch (IOException e) {
                assertEquals(Kind.BREAK_OFF, step.kind);
            }
            assertTrue(total() < LIMIT, "over quota");
        }

        void check() {
            Map<TeamId, Long> counted = nonZero(usage.shares(PROJECT));
            assertEquals(nonZero(store.measure(PROJECT)), counted);
            usage.close();
            assertEquals(counted, nonZero(Counts.usage(store, ledger).shares(PROJECT)));
        }

        private long total() {
            return usage.shares(PROJECT).values().stream().mapToLong(Long::longValue).sum();
        }

        private static Upload upload(InputStream content) {
            return new Upload(content, 0, new Precondition.Always(), new Quota(LIMIT));
        }

        private static Map<TeamId, Long> nonZero(Map<TeamId, Long> bytes) {
            Map<TeamId, Long> kept = new HashMap<>(bytes);
            kept.values().removeIf(count -> count == 0);
            return kept;
        }
    }
}
