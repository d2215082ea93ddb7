package io.flowkeep.flows;

import static io.flowkeep.flows.Lives.ADMIN;
import static io.flowkeep.flows.Lives.DEADLINE;
import static io.flowkeep.flows.Lives.OWNER;
import static io.flowkeep.flows.Lives.STRANGER;
import static io.flowkeep.flows.SampleFlows.NOON;
import static io.flowkeep.flows.SampleFlows.flow;
import static io.flowkeep.flows.SampleFlows.id;
import static io.flowkeep.flows.SampleFlows.in;
import static io.flowkeep.flows.SampleFlows.leftIn;
import static io.flowkeep.flows.SampleFlows.owned;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.events.OutboxEvent;
import io.flowkeep.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class FlowLifecycleTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private final Lives lives = new Lives();

    private void insert(String status, boolean ran, String unanswered) {
        FlowStatus text = status.equals("NULL") ? FlowStatus.NULL : FlowStatus.of(status);
        boolean isAnnounced = status.equals("starting") || status.equals("stopping");
        RunState run =
                new RunState(
                        text,
                        NOON,
                        "set",
                        "u0",
                        ran,
                        new Unanswered(unanswered),
                        NOON,
                        isAnnounced ? 1 : 0);
        lives.insert(owned(1, "a", "u1").running(run, NOON));
    }

    private void assertUnanswered(String letters) {
        assertEquals(letters, lives.run(1).unanswered().letters());
    }

    private void happen(String event) {
        switch (event) {
            case "start" ->
                    assertInstanceOf(Started.Done.class, lives.lifecycle.start(id(1), OWNER));
            case "stop" ->
                    assertInstanceOf(Stopped.Done.class, lives.lifecycle.stop(id(1), OWNER, false));
            case "force" ->
                    assertInstanceOf(Stopped.Done.class, lives.lifecycle.stop(id(1), OWNER, true));
            case "heal" -> lives.lifecycle.heal();
            default -> lives.hear("flow." + event, 1);
        }
    }

    @ParameterizedTest(name = "{0} (ran: {1}) and {2} gives {3} (ran: {4}), announced {5}")
    @CsvSource({
        // status, ran, event -> status, ran, announced, touched
        "inactive, false, start,   starting, false, flow.starting, true",
        "inactive, false, stop,    stopping, false, flow.stopping, true",
        "inactive, false, force,   inactive, false, flow.stopping, true",
        "inactive, false, started, inactive, false, flow.stopping, false",
        "inactive, false, stopped, inactive, false, '',            false",
        "inactive, false, failed,  stopping, false, flow.stopping, true",
        "inactive, false, heal,    inactive, false, '',            false",
        "starting, false, start,   starting, false, flow.starting, true",
        "starting, false, stop,    stopping, false, flow.stopping, true",
        "starting, false, force,   inactive, false, flow.stopping, true",
        "starting, false, started, active,   true,  '',            true",
        "starting, false, stopped, inactive, false, '',            true",
        "starting, false, failed,  stopping, false, flow.stopping, true",
        "starting, false, heal,    starting, false, '',            false",
        "starting, true,  start,   starting, true,  flow.starting, true",
        "starting, true,  stop,    stopping, true,  flow.stopping, true",
        "starting, true,  force,   inactive, false, flow.stopping, true",
        "starting, true,  started, active,   true,  '',            true",
        "starting, true,  stopped, inactive, false, '',            true",
        "starting, true,  failed,  stopping, true,  flow.stopping, true",
        "active,   true,  start,   starting, true,  flow.starting, true",
        "active,   true,  stop,    stopping, true,  flow.stopping, true",
        "active,   true,  force,   inactive, false, flow.stopping, true",
        "active,   true,  started, active,   true,  '',            false",
        "active,   true,  stopped, inactive, false, '',            true",
        "active,   true,  failed,  stopping, true,  flow.stopping, true",
        "active,   true,  heal,    active,   true,  '',            false",
        "active,   false, start,   starting, true,  flow.starting, true",
        "active,   false, stop,    stopping, true,  flow.stopping, true",
        "active,   false, started, active,   true,  '',            true",
        "stopping, false, start,   starting, false, flow.starting, true",
        "stopping, false, stop,    stopping, false, flow.stopping, true",
        "stopping, false, force,   inactive, false, flow.stopping, true",
        "stopping, false, started, stopping, true,  flow.stopping, false",
        "stopping, false, stopped, inactive, false, '',            true",
        "stopping, false, failed,  stopping, false, flow.stopping, true",
        "stopping, false, heal,    stopping, false, '',            false",
        "stopping, true,  start,   starting, true,  flow.starting, true",
        "stopping, true,  stop,    stopping, true,  flow.stopping, true",
        "stopping, true,  force,   inactive, false, flow.stopping, true",
        "stopping, true,  started, stopping, true,  flow.stopping, false",
        "stopping, true,  stopped, inactive, false, '',            true",
        "stopping, true,  failed,  stopping, true,  flow.stopping, true",
        "NULL,     false, start,   starting, false, flow.starting, true",
        "NULL,     false, stop,    stopping, false, flow.stopping, true",
        "NULL,     false, force,   inactive, false, flow.stopping, true",
        "NULL,     false, started, active,   true,  '',            true",
        "NULL,     false, stopped, inactive, false, '',            true",
        "NULL,     false, failed,  stopping, false, flow.stopping, true",
        "NULL,     false, heal,    NULL,     false, '',            false",
        "weird,    false, start,   starting, false, flow.starting, true",
        "weird,    false, stop,    stopping, false, flow.stopping, true",
        "weird,    false, force,   inactive, false, flow.stopping, true",
        "weird,    false, started, active,   true,  '',            true",
        "weird,    false, stopped, inactive, false, '',            true",
        "weird,    false, failed,  stopping, false, flow.stopping, true",
        "weird,    false, heal,    weird,    false, '',            false",
    })
    void every_event_in_every_state(
            String status,
            boolean ran,
            String event,
            String nextStatus,
            boolean nextRan,
            String announced,
            boolean touched) {
        insert(status, ran, "");
        lives.clock.pass(SECOND);
        happen(event);
        Instant later = NOON.plusSeconds(1);
        RunState run = lives.run(1);
        assertEquals(nextStatus.equals("NULL"), run.status().isNull());
        assertEquals(nextStatus.equals("NULL") ? "null" : nextStatus, run.status().text());
        assertEquals(nextRan, run.ran());
        assertEquals(touched ? later : NOON, lives.stored(1).updatedAt());
        assertEquals(status.equals(nextStatus) ? NOON : later, run.since(), "since");
        assertEquals(NOON.plusSeconds(1), lives.stored(1).definedAt());
        List<OutboxEvent> events = lives.takeEvents();
        assertEquals(
                announced.isEmpty() ? List.of() : List.of(announced),
                events.stream().map(OutboxEvent::name).toList());
        for (OutboxEvent each : events) {
            String told = each.name().substring("flow.".length());
            assertEquals(told, Lives.payload(each).path("status").asString(""));
            assertEquals(
                    FlowJson.time(lives.stored(1).updatedAt()),
                    Lives.payload(each).path("updatedAt").asString(""));
        }
    }

    @Test
    void a_flow_lives_from_start_to_stop() {
        lives.insert(owned(1, "a", "u1"));
        Started.Done started =
                assertInstanceOf(Started.Done.class, lives.lifecycle.start(id(1), OWNER));
        assertEquals(FlowStatus.STARTING, started.flow().status());
        assertEquals("started by u1", lives.run(1).reason());
        lives.hear("flow.started", 1);
        assertEquals("active", lives.status(1));
        Stopped.Done stopped =
                assertInstanceOf(Stopped.Done.class, lives.lifecycle.stop(id(1), OWNER, false));
        assertEquals(FlowStatus.STOPPING, stopped.flow().status());
        lives.hear("flow.stopped", 1);
        assertEquals("inactive", lives.status(1));
        assertUnanswered("");
        assertEquals(List.of("flow.starting", "flow.stopping"), lives.announced());
    }

    @Test
    void what_cannot_be_seen_is_neither_started_nor_stopped() {
        lives.insert(owned(1, "a", "u1"));
        assertEquals(new Started.NotFound(), lives.lifecycle.start(id(1), STRANGER));
        assertEquals(new Stopped.NotFound(), lives.lifecycle.stop(id(1), STRANGER, false));
        assertEquals(new Stopped.NotFound(), lives.lifecycle.stop(id(1), STRANGER, true));
        assertEquals(new Started.NotFound(), lives.lifecycle.start(id(2), ADMIN));
        assertEquals(new Stopped.NotFound(), lives.lifecycle.stop(id(2), ADMIN, true));
        assertEquals(List.of(), lives.announced());
        assertInstanceOf(Started.Done.class, lives.lifecycle.start(id(1), ADMIN));
        assertEquals("root", lives.run(1).startedBy());
    }

    @Test
    void references_are_asked_about_before_a_start() {
        lives.insert(owned(1, "a", "u1"));
        FlowLifecycle refused =
                lives.withReferences((definition, token) -> {
                    assertEquals("a", definition.text("name"));
                    assertEquals("secret", token);
                    return new ReferenceCheck.Verdict(List.of("no c1"), List.of("x"));
                });
        assertEquals(new Started.Invalid(List.of("no c1")), refused.start(id(1), OWNER));
        assertEquals("inactive", lives.status(1));
        assertEquals(List.of(), lives.announced());
        FlowLifecycle unsure =
                lives.withReferences(
                        (_, _) -> new ReferenceCheck.Verdict(List.of(), List.of("components")));
        Started.Done done = assertInstanceOf(Started.Done.class, unsure.start(id(1), OWNER));
        assertEquals(List.of("components"), done.unchecked());
    }

    @Test
    void where_nobody_is_asked_a_start_reads_the_flow_in_its_change_alone() {
        lives.insert(owned(1, "a", "u1"));
        ForwardingFlowStore changedOnly =
                new ForwardingFlowStore() {
                    @Override
                    public FlowStore delegate() {
                        return lives.store;
                    }

                    @Override
                    public Optional<Flow> find(FlowId id, Visibility visibility) {
                        throw new AssertionError("read once more");
                    }
                };
        FlowLifecycle lifecycle =
                new FlowLifecycle(
                        changedOnly, lives.flowEvents, ReferenceCheck.NONE, lives.clock, DEADLINE);
        assertEquals(new Started.NotFound(), lifecycle.start(id(1), STRANGER));
        assertInstanceOf(Started.Done.class, lifecycle.start(id(1), OWNER));
        assertEquals("starting", lives.status(1));
    }

    @Test
    void nobody_is_asked_about_what_cannot_be_seen() {
        lives.insert(owned(1, "a", "u1"));
        FlowLifecycle lifecycle =
                lives.withReferences((_, _) -> {
                    throw new AssertionError("asked");
                });
        assertEquals(new Started.NotFound(), lifecycle.start(id(1), STRANGER));
    }

    @Test
    void a_stop_that_a_start_overtook_does_not_end_the_new_run() {
        insert("active", true, "");
        happen("stop");
        happen("start");
        assertUnanswered("PS");
        happen("stopped");
        assertEquals("starting", lives.status(1));
        assertUnanswered("S");
        happen("started");
        assertEquals("active", lives.status(1));
        happen("stopped");
        assertEquals("inactive", lives.status(1));
    }

    @Test
    void an_early_answer_to_a_start_does_not_let_a_late_one_to_a_stop_end_the_run() {
        insert("inactive", false, "");
        happen("start");
        happen("stop");
        happen("start");
        happen("started");
        assertEquals("active", lives.status(1));
        happen("stopped");
        assertEquals("active", lives.status(1));
        happen("started");
        assertUnanswered("");
        happen("stopped");
        assertEquals("inactive", lives.status(1));
    }

    @Test
    void every_stop_that_was_overtaken_is_counted() {
        insert("active", true, "");
        for (int round = 0; round < 3; round++) {
            happen("stop");
            happen("stop");
            happen("start");
        }
        assertUnanswered("PPSPPSPPS");
        for (int answer = 0; answer < 6; answer++) {
            happen("stopped");
        }
        assertEquals("starting", lives.status(1));
        happen("stopped");
        assertEquals("inactive", lives.status(1));
    }

    @Test
    void a_forced_stop_after_a_stop_waits_for_both_answers() {
        insert("active", true, "");
        happen("stop");
        happen("force");
        happen("stopped");
        happen("start");
        happen("stopped");
        assertEquals("starting", lives.status(1));
        happen("stopped");
        assertEquals("inactive", lives.status(1));
    }

    @Test
    void an_answer_ends_a_stop_even_if_an_earlier_one_is_open() {
        insert("active", true, "");
        happen("stop");
        happen("start");
        happen("stop");
        happen("stopped");
        assertEquals("inactive", lives.status(1));
        assertUnanswered("SP");
        happen("start");
        happen("stopped");
        assertEquals("starting", lives.status(1));
    }

    @Test
    void the_answer_to_a_forced_stop_does_not_end_the_next_run() {
        insert("active", true, "");
        happen("force");
        happen("start");
        happen("stopped");
        assertEquals("starting", lives.status(1));
        happen("started");
        assertEquals("active", lives.status(1));
    }

    @Test
    void a_late_answer_to_a_forced_stop_is_counted_off() {
        insert("active", true, "");
        happen("force");
        assertUnanswered("P");
        happen("stopped");
        assertUnanswered("");
        assertEquals("inactive", lives.status(1));
    }

    @Test
    void a_run_that_nobody_wants_is_stopped_again() {
        insert("inactive", false, "");
        happen("started");
        assertEquals(List.of("flow.stopping"), lives.announced());
        assertEquals("inactive", lives.status(1));
        happen("stopped");
        assertEquals("inactive", lives.status(1));
        happen("start");
        happen("stopped");
        assertEquals("inactive", lives.status(1), "the start was not of that run");
    }

    @Test
    void what_is_not_heard_of_is_announced_again_ever_more_seldom() {
        lives.insert(owned(1, "a", "u1"));
        happen("start");
        List<String> first = lives.takeEvents().stream().map(OutboxEvent::id).toList();
        Instant touched = lives.stored(1).updatedAt();
        lives.clock.pass(DEADLINE);
        assertEquals(0, lives.lifecycle.heal(), "not before the deadline is over");
        lives.clock.pass(Duration.ofMillis(1));
        assertEquals(1, lives.lifecycle.heal());
        List<OutboxEvent> again = lives.takeEvents();
        assertEquals("flow.starting", again.getFirst().name());
        assertEquals("u1", Lives.payload(again.getFirst()).path("startedBy").asString(""));
        assertNotEquals(first, again.stream().map(OutboxEvent::id).toList());
        assertEquals(2, lives.run(1).announcements());
        assertEquals(touched, lives.stored(1).updatedAt());
        assertEquals(NOON, lives.run(1).since());
        assertEquals(0, lives.lifecycle.heal());
        long minutes = 2;
        for (int round = 0; round < 12; round++) {
            lives.clock.pass(Duration.ofMinutes(minutes));
            assertEquals(0, lives.lifecycle.heal());
            lives.clock.pass(Duration.ofMillis(1));
            assertEquals(1, lives.lifecycle.heal());
            assertEquals(List.of("flow.starting"), lives.announced());
            minutes = Math.min(60, minutes * 2);
        }
        assertEquals(60, minutes);
        happen("start");
        assertEquals(1, lives.run(1).announcements());
    }

    @Test
    void a_run_that_does_not_stop_is_told_to_again_and_never_taken_for_stopped() {
        insert("active", true, "");
        happen("stop");
        for (int round = 0; round < 8; round++) {
            lives.clock.pass(Duration.ofHours(2));
            assertEquals(1, lives.lifecycle.heal());
            assertEquals("stopping", lives.status(1));
        }
        assertEquals(9, lives.announced().size());
        happen("stopped");
        assertEquals("inactive", lives.status(1));
        lives.clock.pass(Duration.ofHours(2));
        assertEquals(0, lives.lifecycle.heal());
    }

    @Test
    void what_never_ran_is_inactive_when_the_deadline_of_its_stop_is_over() {
        lives.insert(owned(1, "a", "u1"));
        happen("start");
        happen("stop");
        lives.takeEvents();
        lives.clock.pass(DEADLINE);
        assertEquals(0, lives.lifecycle.heal());
        lives.clock.pass(Duration.ofMillis(1));
        assertEquals(1, lives.lifecycle.heal());
        assertEquals("inactive", lives.status(1));
        assertEquals(lives.clock.instant(), lives.run(1).since());
        assertEquals(lives.clock.instant(), lives.stored(1).updatedAt());
        assertEquals("it never ran, and nobody answered the stop", lives.run(1).reason());
        assertEquals(List.of(), lives.announced());
    }

    @Test
    void asking_for_a_stop_again_and_again_does_not_put_off_its_end_for_ever() {
        lives.insert(owned(1, "a", "u1"));
        happen("stop");
        for (int round = 0; round < 4; round++) {
            lives.clock.pass(DEADLINE.dividedBy(2));
            happen("stop");
        }
        assertEquals(NOON, lives.run(1).since());
        lives.clock.pass(DEADLINE.plusMillis(1));
        assertEquals(1, lives.lifecycle.heal());
        assertEquals("inactive", lives.status(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"starting", "stopping"})
    void what_another_program_left_under_way_is_left_alone(String status) {
        lives.insert(leftIn(FlowStatus.of(status), owned(1, "a", "u1"), NOON));
        Flow before = lives.stored(1);
        for (int round = 0; round < 5; round++) {
            lives.clock.pass(Duration.ofDays(400));
            assertEquals(0, lives.lifecycle.heal());
        }
        assertEquals(List.of(), lives.announced());
        assertEquals(before, lives.stored(1));
    }

    @ParameterizedTest
    @CsvSource({
        "starting, start,   starting, flow.starting, starting, flow.starting",
        "starting, stop,    stopping, flow.stopping, inactive, ''",
        "starting, force,   inactive, flow.stopping, inactive, ''",
        "starting, started, active,   '',            active,   ''",
        "starting, stopped, inactive, '',            inactive, ''",
        "starting, failed,  stopping, flow.stopping, inactive, ''",
        "stopping, start,   starting, flow.starting, starting, flow.starting",
        "stopping, stop,    stopping, flow.stopping, inactive, ''",
        "stopping, force,   inactive, flow.stopping, inactive, ''",
        "stopping, started, stopping, flow.stopping, stopping, flow.stopping",
        "stopping, stopped, inactive, '',            inactive, ''",
        "stopping, failed,  stopping, flow.stopping, inactive, ''",
    })
    void what_another_program_left_under_way_can_be_settled_and_is_then_ours(
            String left,
            String event,
            String status,
            String announced,
            String healed,
            String announcedAgain) {
        lives.insert(leftIn(FlowStatus.of(left), owned(1, "a", "u1"), NOON));
        lives.clock.pass(Duration.ofDays(400));
        happen(event);
        assertEquals(status, lives.status(1));
        assertEquals(names(announced), lives.announced());
        lives.clock.pass(DEADLINE.plusMillis(1));
        lives.lifecycle.heal();
        assertEquals(healed, lives.status(1));
        assertEquals(names(announcedAgain), lives.announced());
    }

    private static List<String> names(String name) {
        return name.isEmpty() ? List.of() : List.of(name);
    }

    @Test
    void thousands_that_another_program_left_do_not_hide_what_was_announced_here() {
        for (int number = 1; number <= 9000; number++) {
            lives.insert(leftIn(FlowStatus.STARTING, owned(number, "a", "u1"), NOON));
        }
        lives.insert(in(FlowStatus.STARTING, owned(9001, "a", "u1"), NOON.plusSeconds(1)));
        lives.clock.pass(DEADLINE.plusSeconds(2));
        assertEquals(1, lives.lifecycle.heal());
        assertEquals(2, lives.run(9001).announcements());
    }

    @Test
    void where_it_is_not_known_who_started_a_flow_an_owner_stands_in() {
        RunState told =
                new RunState(FlowStatus.STARTING, NOON, "", "", false, Unanswered.NONE, NOON, 1);
        lives.insert(
                flow(1, "{'owners':[{'id':'t1','type':'tenant'},{'id':'u5','type':'user'}]}")
                        .running(told, NOON));
        lives.clock.pass(DEADLINE.plusMillis(1));
        assertEquals(1, lives.lifecycle.heal());
        assertEquals(
                "u5", Lives.payload(lives.takeEvents().getFirst()).path("startedBy").asString(""));
    }

    @Test
    void those_that_wait_with_patience_do_not_hide_the_others() {
        for (int number = 1; number <= 700; number++) {
            RunState patient =
                    new RunState(
                            FlowStatus.STARTING, NOON, "", "", false, Unanswered.NONE, NOON, 7);
            lives.insert(owned(number, "a", "u1").running(patient, NOON));
        }
        lives.clock.pass(SECOND);
        lives.insert(in(FlowStatus.STARTING, owned(701, "a", "u1"), lives.clock.instant()));
        lives.clock.pass(DEADLINE.plusMillis(1));
        assertEquals(1, lives.lifecycle.heal());
        assertEquals(2, lives.run(701).announcements());
    }

    @Test
    void healing_twice_at_once_announces_once() throws Exception {
        for (int number = 1; number <= 200; number++) {
            lives.insert(in(FlowStatus.STARTING, owned(number, "a", "u1"), NOON));
        }
        lives.clock.pass(DEADLINE.plusMillis(1));
        Thread other =
                Thread.ofVirtual().start(() -> lives.withReferences(ReferenceCheck.NONE).heal());
        lives.lifecycle.heal();
        other.join();
        assertEquals(200, lives.announced().size());
    }

    @ParameterizedTest
    @CsvSource({"flow.started", "flow.stopped", "flow.failed", "iam.user.deleted"})
    void an_event_without_a_usable_id_is_malformed_and_harms_nobody(String name) {
        insert("active", true, "");
        for (String payload :
                List.of("{}", "{'id':null}", "{'id':5}", "{'id':{}}", "{'id':''}", "{'_id':'x'}")) {
            assertInstanceOf(
                    Received.Malformed.class,
                    lives.lifecycle.received(name, SampleFlows.json(payload)));
        }
        JsonNode nothing = SampleFlows.json("{'payload':null}").path("payload");
        assertInstanceOf(Received.Malformed.class, lives.lifecycle.received(name, nothing));
        assertInstanceOf(Received.Malformed.class, lives.lifecycle.received(name, Json.array()));
        assertEquals("active", lives.status(1));
        assertEquals(List.of(), lives.announced());
    }

    @ParameterizedTest
    @CsvSource({"flow.started", "flow.stopped", "flow.failed"})
    void only_ids_of_flows_will_do(String name) {
        assertInstanceOf(
                Received.Malformed.class, lives.lifecycle.received(name, Lives.idOf("xyz")));
        assertEquals(
                new Received.Done(), lives.lifecycle.received(name, Lives.idOf("123456789012")));
    }

    @Test
    void what_is_unknown_is_done() {
        insert("active", true, "");
        for (String name : List.of("flow.started", "flow.stopped", "flow.failed")) {
            lives.hear(name, 2);
        }
        assertEquals(
                new Received.Done(),
                lives.lifecycle.received("iam.user.deleted", Lives.idOf("nobody")));
        assertEquals(new Received.Done(), lives.lifecycle.received("flow.exploded", Json.object()));
        assertEquals(new Received.Done(), lives.lifecycle.received("", Json.object()));
        assertEquals(List.of(), lives.announced());
    }

    @Test
    void a_failure_stops_a_flow_from_any_state() {
        for (String status : List.of("inactive", "starting", "active", "stopping")) {
            Lives other = new Lives();
            other.insert(in(FlowStatus.of(status), owned(1, "a", "u1"), NOON));
            other.hear("flow.failed", 1);
            assertEquals("stopping", other.status(1));
            assertEquals("the orchestrator could not run it", other.run(1).reason());
            assertEquals(List.of("flow.stopping"), other.announced());
        }
    }

    private void delete(String user) {
        assertEquals(
                new Received.Done(),
                lives.lifecycle.received("iam.user.deleted", Lives.idOf(user)));
    }

    @Test
    void a_deleted_user_owns_nothing_and_orphans_are_stopped_once() {
        lives.insert(
                in(FlowStatus.ACTIVE, owned(1, "a", "u1"), NOON),
                in(FlowStatus.ACTIVE, owned(2, "b", "u1", "u2"), NOON),
                owned(3, "c", "u1"),
                in(FlowStatus.STARTING, owned(4, "d", "u1"), NOON),
                in(FlowStatus.STOPPING, owned(5, "e", "u1"), NOON),
                in(FlowStatus.ACTIVE, flow(6, "{'name':'f'}"), NOON),
                in(FlowStatus.ACTIVE, owned(7, "g", "u2"), NOON),
                in(
                        FlowStatus.ACTIVE,
                        flow(8, "{'owners':[{'id':'u1','type':'tenant'}],'x':1}"),
                        NOON));
        lives.clock.pass(SECOND);
        delete("u1");
        assertEquals("stopping", lives.status(1));
        assertEquals("active", lives.status(2));
        assertEquals("inactive", lives.status(3));
        assertEquals("stopping", lives.status(4));
        assertEquals("stopping", lives.status(5));
        assertEquals("stopping", lives.status(6));
        assertEquals("active", lives.status(7));
        assertEquals("stopping", lives.status(8));
        assertEquals("nobody owns it any more", lives.run(1).reason());
        assertEquals("{\"name\":\"a\",\"owners\":[]}", lives.stored(1).definition().toString());
        assertEquals(List.of(new Owner("u2", "user")), lives.stored(2).definition().owners());
        assertEquals("{\"owners\":[],\"x\":1}", lives.stored(8).definition().toString());
        assertEquals(NOON.plusSeconds(1), lives.stored(2).updatedAt());
        assertNotEquals(NOON.plusSeconds(1), lives.stored(7).updatedAt());
        List<OutboxEvent> events = lives.takeEvents();
        assertEquals(4, events.size());
        assertTrue(events.stream().allMatch(event -> event.name().equals("flow.stopping")));
        assertTrue(Lives.payload(events.getFirst()).path("owners").isEmpty());
        assertFalse(Lives.payload(events.getFirst()).has("startedBy"));
        delete("u1");
        delete("u3");
        assertEquals(List.of(), lives.announced());
    }

    @Test
    void a_deletion_reaches_every_flow_of_a_user_who_has_many() {
        for (int number = 1; number <= 1100; number++) {
            lives.insert(in(FlowStatus.ACTIVE, owned(number, "a", "u1"), NOON));
        }
        delete("u1");
        assertEquals(List.of(), lives.store.ownedBy("u1", "", 1));
        assertEquals(1100, lives.announced().size());
    }
}
