package io.flowkeep.storage.postgres;

import static io.flowkeep.flows.SampleFlows.NOON;
import static io.flowkeep.flows.SampleFlows.id;
import static io.flowkeep.flows.SampleFlows.in;
import static io.flowkeep.flows.SampleFlows.owned;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.flowkeep.events.OutboxEvent;
import io.flowkeep.flows.FlowEvents;
import io.flowkeep.flows.FlowLifecycle;
import io.flowkeep.flows.FlowStatus;
import io.flowkeep.flows.ReferenceCheck;
import io.flowkeep.json.Json;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What every server does behind the scenes, done by three of them at once on one store. */
@ParameterizedClass
@EnumSource(Through.class)
@Tag("neighbours")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class PostgresChoresTest {
    @Parameter private Through through = Through.NOTHING;

    private static final int SERVERS = 3;
    private static final int FLOWS = 20;
    private static final Duration STUCK = Duration.ofSeconds(60);

    private final List<PostgresDatabase> databases = new ArrayList<>();
    private OwnPostgres server;

    @BeforeEach
    void open() throws Exception {
        server = OwnPostgres.create(through);
        for (int i = 0; i < SERVERS; i++) {
            databases.add(server.open());
        }
        databases.getFirst().prepare(PostgresSchema.FLOWS);
        for (int number = 1; number <= FLOWS; number++) {
            new PostgresFlowStore(databases.getFirst())
                    .insert(in(FlowStatus.STARTING, owned(number, "a", "u1"), NOON), List.of());
        }
    }

    @AfterEach
    void close() throws Exception {
        databases.forEach(PostgresDatabase::close);
        server.close();
    }

    private List<FlowLifecycle> lifecycles() {
        InstantSource later = InstantSource.fixed(NOON.plus(STUCK.multipliedBy(2)));
        return databases.stream()
                .map(database ->
                        new FlowLifecycle(
                                new PostgresFlowStore(database),
                                new FlowEvents(later, () -> UUID.randomUUID().toString()),
                                ReferenceCheck.NONE,
                                later,
                                STUCK))
                .toList();
    }

    private List<OutboxEvent> waiting() {
        return new PostgresOutbox(databases.getFirst()).due(NOON, 1_000);
    }

    private static <T> List<T> together(List<Callable<T>> work) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(work.size())) {
            List<T> results = new ArrayList<>();
            for (Future<T> each : threads.invokeAll(work)) {
                results.add(each.get());
            }
            return results;
        }
    }

    @Test
    void each_stuck_flow_is_announced_again_by_one_of_them() throws Exception {
        List<Callable<Integer>> work = new ArrayList<>();
        lifecycles().forEach(each -> work.add(each::heal));
        int healed = together(work).stream().mapToInt(Integer::intValue).sum();
        assertEquals(FLOWS, healed);
        List<String> keys = waiting().stream().map(OutboxEvent::key).toList();
        assertEquals(FLOWS, keys.size());
        assertEquals(FLOWS, Set.copyOf(keys).size());
    }

    @Test
    void flows_of_a_user_who_is_gone_are_stopped_once() throws Exception {
        var user = Json.object();
        user.put("id", "u1");
        List<Callable<String>> work = new ArrayList<>();
        lifecycles()
                .forEach(
                        each -> work.add(() -> each.received("iam.user.deleted", user).toString()));
        assertEquals(1, new TreeSet<>(together(work)).size());
        assertEquals(
                List.of(),
                new PostgresFlowStore(databases.getFirst()).ownedBy("u1", id(0).hex(), 10));
        List<String> keys = waiting().stream().map(OutboxEvent::key).toList();
        assertEquals(FLOWS, keys.size());
        assertEquals(FLOWS, Set.copyOf(keys).size());
    }
}
