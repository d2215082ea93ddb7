package io.flowkeep.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import io.flowkeep.storage.memory.MemoryFileStore;
import io.flowkeep.storage.memory.MemoryUsageLedger;
import io.flowkeep.testing.Generator;
import io.flowkeep.testing.Property;
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
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** After any history, also one of failures and of several at once: counter == recount. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class UsagePropertiesTest {
    private static final ProjectId PROJECT = new ProjectId("p1");
    private static final long LIMIT = 300;
    private static final Generator<List<Step>> HISTORIES = steps().list(30);

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

    @Test
    void one_after_the_other() {
        Property.check(
                300,
                HISTORIES,
                history -> {
                    History run = new History();
                    history.forEach(run::take);
                    run.check();
                });
    }

    @Test
    void several_at_once() {
        Property.check(60, HISTORIES, HISTORIES, UsagePropertiesTest::runAtOnce);
    }

    private static void runAtOnce(List<Step> one, List<Step> two) throws Exception {
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

    private static Generator<Step> steps() {
        Generator<Kind> kinds = Generator.of(Kind.values());
        Generator<String> teams = Generator.of("t1", "t2");
        Generator<String> names = Generator.of("a", "b", "c/d");
        Generator<Integer> bytes = Generator.integers(0, 150);
        return chance ->
                new Step(
                        kinds.next(chance),
                        teams.next(chance),
                        names.next(chance),
                        bytes.next(chance));
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
