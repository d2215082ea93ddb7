package io.flowkeep.flows;

import static io.flowkeep.flows.Lives.ADMIN;
import static io.flowkeep.flows.Lives.OWNER;
import static io.flowkeep.flows.SampleFlows.ALL;
import static io.flowkeep.flows.SampleFlows.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.events.OutboxEvent;
import io.flowkeep.flows.FlowStore.Change;
import io.flowkeep.flows.RememberingStore.Step;
import io.flowkeep.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Many who change, start, stop and delete the same flows at once. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class FlowRacesTest {
    private static final int FLOWS = 6;
    private static final int ROUNDS = 1500;
    private static final List<String> MEMBERS = List.of("name", "description", "type", "tenant");
    private static final Set<FlowStatus> OURS =
            Set.of(
                    FlowStatus.INACTIVE,
                    FlowStatus.STARTING,
                    FlowStatus.ACTIVE,
                    FlowStatus.STOPPING);

    private final Lives lives = new Lives();
    private final RememberingStore store = new RememberingStore(lives.store);
    private final FlowLifecycle lifecycle =
            new FlowLifecycle(
                    store, lives.flowEvents, ReferenceCheck.NONE, lives.clock, Lives.DEADLINE);
    private final FlowCatalog catalog =
            new FlowCatalog(
                    store,
                    lives.flowEvents,
                    ReferenceCheck.NONE,
                    lives.clock,
                    new FlowIds(lives.clock, 1));

    /** The last value that a thread was told to be stored, by flow. */
    private Map<FlowId, String> changing(String member, int seed) {
        Random random = new Random(seed);
        Map<FlowId, String> told = new HashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            FlowId id = id(random.nextInt(FLOWS));
            String value = member + round;
            Changed changed =
                    catalog.change(
                            id,
                            Overlay.of("{'" + member + "':'" + value + "'}"),
                            new IfMatch.Any(),
                            OWNER);
            switch (changed) {
                case Changed.Done(var flow, _) -> {
                    assertEquals(value, flow.definition().text(member));
                    told.put(id, value);
                }
                case Changed.NotInactive(var status) -> assertTrue(OURS.contains(status));
                case Changed.NotFound() -> {}
                case Changed.Invalid _, Changed.PreconditionFailed _ ->
                        throw new AssertionError(changed);
            }
        }
        return told;
    }

    private void running(int seed, AtomicBoolean over) {
        Random random = new Random(seed);
        while (!over.get()) {
            FlowId id = id(random.nextInt(FLOWS));
            switch (random.nextInt(8)) {
                case 0 -> lifecycle.start(id, OWNER);
                case 1 -> lifecycle.stop(id, OWNER, false);
                case 2, 3 -> lifecycle.stop(id, OWNER, true);
                case 4 -> lives.clock.pass(Duration.ofSeconds(10));
                case 5 -> lifecycle.heal();
                case 6 -> lifecycle.received("flow.stopped", Lives.idOf(id.hex()));
                default -> lifecycle.received("flow.started", Lives.idOf(id.hex()));
            }
        }
    }

    @Test
    void no_field_is_lost_and_no_state_is_impossible() throws Exception {
        for (int number = 0; number < FLOWS; number++) {
            lives.insert(
                    SampleFlows.flow(
                            number,
                            "{'name':'a','graph':{'nodes':[{'id':'n1','componentId':'5ca5c44c187c040010a9bb8b','function':'f'}]},"
                                + "'owners':[{'id':'u1','type':'user'}]}"));
        }
        AtomicBoolean over = new AtomicBoolean();
        Map<String, Map<FlowId, String>> told = new HashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Map<FlowId, String>>> work = new ArrayList<>();
            for (String member : MEMBERS) {
                work.add(() -> changing(member, MEMBERS.indexOf(member)));
            }
            List<Future<?>> runs = new ArrayList<>();
            for (int seed = 10; seed < 13; seed++) {
                int number = seed;
                runs.add(threads.submit(() -> running(number, over)));
            }
            List<Future<Map<FlowId, String>>> results = threads.invokeAll(work);
            over.set(true);
            for (Future<?> run : runs) {
                run.get();
            }
            for (int index = 0; index < MEMBERS.size(); index++) {
                told.put(MEMBERS.get(index), results.get(index).get());
            }
        }
        for (int number = 0; number < FLOWS; number++) {
            Flow flow = lives.stored(number);
            for (String member : MEMBERS) {
                assertTrue(!told.getOrDefault(member, Map.of()).isEmpty(), "nothing was changed");
                String last = told.getOrDefault(member, Map.of()).get(id(number));
                if (last != null) {
                    assertEquals(last, flow.definition().text(member), member + " of " + number);
                }
            }
            assertHistoryHolds(flow);
        }
    }

    @Test
    void of_a_start_and_a_deletion_at_once_only_one_is_done() throws Exception {
        int deleted = 0;
        for (int number = 0; number < 300; number++) {
            FlowId id = id(number);
            lives.insert(
                    SampleFlows.flow(
                            number,
                            "{'graph':{'nodes':[{'id':'n1','componentId':'5ca5c44c187c040010a9bb8b','function':'f'}]}}"));
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                Future<Started> start = threads.submit(() -> lifecycle.start(id, ADMIN));
                Future<Deleted> delete =
                        threads.submit(() -> catalog.delete(id, new IfMatch.Any(), ADMIN));
                boolean isStarted = start.get() instanceof Started.Done;
                boolean isDeleted = delete.get() instanceof Deleted.Done;
                assertTrue(isStarted != isDeleted, start.get() + " and " + delete.get());
                Optional<Flow> left = lives.store.find(id, ALL);
                assertEquals(isStarted, left.isPresent());
                deleted += isDeleted ? 1 : 0;
            }
        }
        assertEquals(300 - deleted, lives.store.list(FlowQuery.of(ALL)).total());
    }

    @Test
    void of_many_changes_on_one_precondition_one_is_done() throws Exception {
        lives.insert(
                SampleFlows.flow(
                        1,
                        "{'graph':{'nodes':[{'id':'n1','componentId':'5ca5c44c187c040010a9bb8b','function':'f'}]}}"));
        IfMatch seen = new IfMatch.OneOf(Set.of(lives.stored(1).definition().fingerprint()));
        List<Callable<Changed>> work = new ArrayList<>();
        for (int thread = 0; thread < 16; thread++) {
            String body = "{'name':'n" + thread + "'}";
            work.add(() -> catalog.change(id(1), Overlay.of(body), seen, ADMIN));
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            int done = 0;
            for (Future<Changed> result : threads.invokeAll(work)) {
                done += result.get() instanceof Changed.Done ? 1 : 0;
            }
            assertEquals(1, done);
        }
    }

    /** Each step builds on the one before, and does only what may be done in its state. */
    private void assertHistoryHolds(Flow last) {
        List<Step> steps = store.stepsOf(last.id());
        List<String> announced = new ArrayList<>();
        Flow current = steps.getFirst().before();
        for (Step step : steps) {
            assertEquals(current, step.before());
            switch (step.change()) {
                case Change.Keep() -> {}
                case Change.Put(var next, var events) -> {
                    assertTrue(OURS.contains(next.status()));
                    assertEquals(current.createdAt(), next.createdAt());
                    if (!current.definition().equals(next.definition())) {
                        assertEquals(FlowStatus.INACTIVE, current.status());
                        assertEquals(current.run(), next.run());
                    }
                    assertTrue(isPossible(current.status(), next.status()));
                    assertTrue(next.run().ran() || !next.status().equals(FlowStatus.ACTIVE));
                    assertEquals(
                            next.status().equals(FlowStatus.STARTING)
                                    || next.status().equals(FlowStatus.STOPPING),
                            next.run().announcements() > 0);
                    events.forEach(event -> announced.add(event.id()));
                    current = next;
                }
                case Change.Remove _ -> throw new AssertionError("nobody deletes here");
            }
        }
        assertEquals(current, last);
        List<String> waiting =
                lives.store.outbox().due(lives.clock.instant(), Integer.MAX_VALUE).stream()
                        .filter(event -> event.key().equals(last.id().hex()))
                        .map(OutboxEvent::id)
                        .toList();
        assertEquals(announced, waiting);
        assertTrue(Json.text(last.definition().json()).contains("u1"));
    }

    /** All but this: nothing runs that was not started. */
    private static boolean isPossible(FlowStatus from, FlowStatus to) {
        return !to.equals(FlowStatus.ACTIVE)
                || from.equals(FlowStatus.STARTING)
                || from.equals(FlowStatus.ACTIVE);
    }
}
