package io.flowkeep.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.json.Json;
import io.flowkeep.json.JsonSyntaxException;
import io.flowkeep.testing.House;
import io.flowkeep.testing.RunLength;
import io.flowkeep.testing.Wire;
import io.flowkeep.testing.Wire.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Sixteen clients change, start, stop and delete the same four flows. Each of a flow's three
 * counters (in its name, its description and its settings) has one client that counts it up, so
 * what a client is shown of the others' counters tells where in the order its own change stands.
 */
@Tag("slow")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class FlowRacesTest {
    private static final int FLOWS = 4;
    private static final int CLIENTS = 16;
    private static final Set<String> STATES = Set.of("inactive", "starting", "active", "stopping");

    /** What a client did to a flow, and when, in nanoseconds. */
    private record Done(String what, String flow, int status, long began, long ended, State seen) {}

    /** The counters of an answer; -1 where the answer had no flow. */
    private record State(int name, int description, int settings) {
        static final State NONE = new State(-1, -1, -1);

        boolean isUpTo(State other) {
            return name <= other.name
                    && description <= other.description
                    && settings <= other.settings;
        }
    }

    private final ConcurrentLinkedQueue<Done> history = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> oddStates = new ConcurrentLinkedQueue<>();
    private final AtomicReferenceArray<String> flows = new AtomicReferenceArray<>(FLOWS);
    @TempDir private Path home;

    @ParameterizedTest
    @CsvSource({"sqlite,6,30", "mongodb,4,10", "memory,2,5"})
    void the_history_of_answers_fits_some_order(String storage, int seconds, int secondsInLongRuns)
            throws Exception {
        try (FlowStorage under = FlowStorage.start(storage);
                House house = House.withFlows(home, under.yaml())) {
            Wire wire = house.wire();
            FlowClient user = new FlowClient(wire, "u1");
            for (int slot = 0; slot < FLOWS; slot++) {
                flows.set(slot, user.create(body(0, 0, 0)));
            }
            long end =
                    System.nanoTime()
                            + Duration.ofSeconds(RunLength.of(seconds, secondsInLongRuns))
                                    .toNanos();
            var _ =
                    Together.run(
                            CLIENTS,
                            number -> {
                                client(user, number, end);
                                return number;
                            });
        }
        assertEquals(List.of(), List.copyOf(oddStates));
        List<Done> changes = history.stream().filter(each -> each.status() == 200).toList();
        assertTrue(changes.size() > 100, "only " + changes.size() + " changes succeeded");
        for (String flow : changes.stream().map(Done::flow).distinct().toList()) {
            List<Done> own = history.stream().filter(each -> each.flow().equals(flow)).toList();
            assertCountersFitAnOrder(own);
            assertNothingChangedWhileRunning(own);
            assertNothingAfterTheEnd(own);
        }
    }

    /** Four clients to a flow: three count, and one runs, stops and now and then deletes it. */
    private void client(FlowClient user, int number, long end) throws Exception {
        int slot = number % FLOWS;
        int role = number / FLOWS;
        Random random = new Random(number);
        int count = 0;
        String known = "";
        while (System.nanoTime() < end) {
            String flow = flows.get(slot);
            if (!flow.equals(known)) {
                known = flow;
                count = 0;
            }
            if (role == 3) {
                control(user, slot, flow, random);
            } else if (patch(user, flow, role, count + 1)) {
                count++;
            }
        }
    }

    private boolean patch(FlowClient user, String flow, int role, int count) throws Exception {
        String body =
                switch (role) {
                    case 0 -> Json.text(Json.object().put("name", "" + count));
                    case 1 -> Json.text(Json.object().put("description", "" + count));
                    default ->
                            Json.text(
                                    Json.object()
                                            .set("flowSettings", Json.object().put("n", count)));
                };
        Done done = timed("patch", flow, () -> user.patch(flow, body));
        if (done.status() == 200) {
            int shown =
                    switch (role) {
                        case 0 -> done.seen().name();
                        case 1 -> done.seen().description();
                        default -> done.seen().settings();
                    };
            assertEquals(count, shown, "a change is not in its own answer");
        } else {
            assertTrue(Set.of(404, 409).contains(done.status()), "patch: " + done);
        }
        return done.status() == 200;
    }

    private void control(FlowClient user, int slot, String flow, Random random) throws Exception {
        switch (random.nextInt(12)) {
            case 0, 1 -> require(200, timed("start", flow, () -> user.start(flow)));
            case 2, 3, 4 -> require(200, timed("stop", flow, () -> user.stop(flow)));
            case 5 -> require(200, timed("stop", flow, () -> user.forceStop(flow)));
            case 6 -> {
                if (timed("delete", flow, () -> user.delete(flow)).status() == 200) {
                    flows.set(slot, user.create(body(0, 0, 0)));
                }
            }
            default -> {
                Done read = timed("get", flow, () -> user.find(flow));
                require(200, read);
                Thread.sleep(random.nextInt(5));
            }
        }
    }

    private static void require(int status, Done done) {
        assertEquals(status, done.status(), done.toString());
    }

    private interface Call {
        Answer send() throws IOException, InterruptedException;
    }

    private Done timed(String what, String flow, Call call)
            throws IOException, InterruptedException, JsonSyntaxException {
        long began = System.nanoTime();
        Answer answer = call.send();
        long ended = System.nanoTime();
        JsonNode data = answer.json().path("data");
        if (answer.status() == 200 && !what.equals("delete")) {
            String status = data.path("status").asString("none");
            if (!STATES.contains(status)) {
                oddStates.add(status);
            }
        }
        State seen = data.has("graph") ? state(data) : State.NONE;
        Done done = new Done(what, flow, answer.status(), began, ended, seen);
        history.add(done);
        return done;
    }

    private static State state(JsonNode flow) {
        return new State(
                Integer.parseInt(flow.path("name").asString("")),
                Integer.parseInt(flow.path("description").asString("")),
                flow.path("flowSettings").path("n").asInt(-1));
    }

    private static String body(int name, int description, int settings) throws JsonSyntaxException {
        var flow = (ObjectNode) Json.parse(FlowBodies.small("" + name));
        flow.put("description", "" + description);
        flow.set("flowSettings", Json.object().put("n", settings));
        return Json.text(flow);
    }

    /** Any two answers that show the flow: one is a later state of the other, and time agrees. */
    private static void assertCountersFitAnOrder(List<Done> own) {
        List<Done> seen =
                own.stream()
                        .filter(each -> !each.seen().equals(State.NONE))
                        .sorted(Comparator.comparingInt(each -> sum(each.seen())))
                        .toList();
        for (int i = 1; i < seen.size(); i++) {
            State before = seen.get(i - 1).seen();
            State after = seen.get(i).seen();
            assertTrue(before.isUpTo(after), () -> "lost: " + before + " and " + after);
        }
        List<Done> byEnd = seen.stream().sorted(Comparator.comparingLong(Done::ended)).toList();
        List<Done> byStart = seen.stream().sorted(Comparator.comparingLong(Done::began)).toList();
        State newest = new State(0, 0, 0);
        int ended = 0;
        for (Done each : byStart) {
            while (ended < byEnd.size() && byEnd.get(ended).ended() < each.began()) {
                State other = byEnd.get(ended++).seen();
                newest = newest.isUpTo(other) ? other : newest;
            }
            State known = newest;
            assertTrue(known.isUpTo(each.seen()), () -> each + " forgets " + known);
        }
    }

    private static int sum(State state) {
        return state.name() + state.description() + state.settings();
    }

    /** Between the answer to a start and the next stop nobody may change or delete the flow. */
    private static void assertNothingChangedWhileRunning(List<Done> own) {
        List<Done> control =
                own.stream()
                        .filter(each -> Set.of("start", "stop").contains(each.what()))
                        .sorted(Comparator.comparingLong(Done::began))
                        .toList();
        List<Done> changes =
                own.stream()
                        .filter(each -> Set.of("patch", "delete").contains(each.what()))
                        .filter(each -> each.status() == 200)
                        .toList();
        for (int i = 0; i < control.size(); i++) {
            if (!control.get(i).what().equals("start")) {
                continue;
            }
            long from = control.get(i).ended();
            int next = i + 1;
            while (next < control.size() && control.get(next).what().equals("start")) {
                next++;
            }
            long to = next < control.size() ? control.get(next).began() : Long.MAX_VALUE;
            List<Done> wrong = new ArrayList<>();
            changes.stream()
                    .filter(each -> each.began() > from && each.ended() < to)
                    .forEach(wrong::add);
            assertEquals(List.of(), wrong, "changed while it ran");
        }
    }

    private static void assertNothingAfterTheEnd(List<Done> own) {
        own.stream()
                .filter(each -> each.what().equals("delete") && each.status() == 200)
                .forEach(end ->
                        own.stream()
                                .filter(each -> each.began() > end.ended())
                                .forEach(each -> assertEquals(404, each.status(), "" + each)));
    }
}
