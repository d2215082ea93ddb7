package io.flowkeep.flows.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.flows.Checked;
import io.flowkeep.flows.FlowDefinition;
import io.flowkeep.json.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The rules against everything that the replaced server was seen to answer. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class FlowRulesRecordedTest {
    private static final FlowRules RULES = new FlowRules();
    private static final Pattern PLAYED = Pattern.compile("(val|cron|create|nb)-.*");

    /** Sent as something else than JSON, or not as an object: not the rules' business. */
    private static final Set<String> NOT_JSON =
            Set.of(
                    "val-004", "val-005", "val-006", "val-007", "val-008", "val-009", "val-011",
                    "val-012", "val-013");

    /** What is answered differently, with the first message; empty where it is valid. */
    private static final Map<String, String> DEVIATIONS =
            Map.ofEntries(
                    // what the server owns is ignored
                    Map.entry("val-103", ""),
                    Map.entry("val-105", ""),
                    Map.entry("val-106", ""),
                    Map.entry("val-107", ""),
                    Map.entry(
                            "val-201",
                            "Cast to string failed for value \"{}\" (type Object) at path"
                                    + " \"name\""),
                    Map.entry("create-003", ""),
                    // answered with an internal error
                    Map.entry("val-060", "Flow edges must not be null."),
                    Map.entry("create-011", "Flow owners must be an array."),
                    Map.entry("create-012", "Flow owners must be an array."),
                    Map.entry("create-013", "Flow owners must not be null."),
                    // stored, and never run by a scheduler
                    Map.entry("cron-025", reason("Months cannot be \"FOO\".")),
                    Map.entry(
                            "cron-027", reason("Minutes cannot have a range that does not rise.")),
                    Map.entry("cron-029", reason("Minutes must be between 0 and 59.")),
                    Map.entry("cron-030", reason("Minutes cannot have a step of 0.")),
                    Map.entry("cron-032", reason("Minutes cannot be \"*/-1\".")),
                    Map.entry("cron-034", reason("Minutes cannot be \"1.5\".")),
                    Map.entry("cron-039", reason("Days of the month cannot be \"L\".")),
                    Map.entry("cron-040", reason("Days of the month cannot be \"LW\".")),
                    Map.entry("cron-041", reason("Days of the month cannot be \"15W\".")),
                    Map.entry("cron-042", reason("Days of the week cannot be \"5L\".")),
                    Map.entry("cron-043", reason("Days of the week cannot be \"2#3\".")),
                    Map.entry("cron-053", reason("Minutes cannot be \"H\".")),
                    Map.entry("cron-054", reason("Days of the month cannot be \"L-3\".")),
                    Map.entry("cron-055", reason("Days of the week cannot be \"MON#1\".")),
                    Map.entry("cron-062", reason("Days of the week must be between 0 and 7.")),
                    Map.entry("cron-063", reason("Days of the week must be between 0 and 7.")),
                    Map.entry("cron-065", reason("Days of the week cannot be \"#\".")),
                    Map.entry("cron-067", reason("Minutes cannot be \"**\".")),
                    Map.entry("cron-068", reason("Minutes cannot be \"*/3*\".")),
                    Map.entry("cron-069", reason("Minutes cannot be \"2#6\".")),
                    Map.entry("cron-070", reason("Days of the month cannot be \"1W\".")),
                    Map.entry("cron-071", reason("Days of the month cannot be \"W\".")),
                    Map.entry("cron-072", reason("Days of the week cannot be \"L\".")),
                    Map.entry(
                            "cron-073",
                            reason("Days of the week cannot have a range that does not rise.")),
                    Map.entry("cron-075", reason("Months cannot have a range that does not rise.")),
                    Map.entry("cron-076", reason("Seconds cannot be \"TZ=UTC\".")),
                    Map.entry("cron-077", reason("Its day never comes.")));

    /** The stored flow was changed behind the server's back, or the change went to another flow. */
    private static final Set<String> NOT_A_PLAIN_CHANGE =
            Set.of("patch-019", "patch-020", "patch-023", "patch-033", "patch-034", "patch-035");

    private static Stream<RecordedFlow> creations() {
        return RecordedFlow.all().stream()
                .filter(each -> PLAYED.matcher(each.id()).matches() && each.is("POST", "/flows"))
                .filter(each -> !NOT_JSON.contains(each.id()));
    }

    @ParameterizedTest
    @MethodSource("creations")
    void a_new_flow_is_answered_as_recorded(RecordedFlow recorded) {
        Checked checked = create(recorded);
        String deviation = DEVIATIONS.get(recorded.id());
        if (deviation == null) {
            assertEquals(expected(recorded), checked);
            return;
        }
        List<String> messages = messages(checked);
        assertEquals(deviation, messages.isEmpty() ? "" : messages.getFirst());
        assertTrue(
                recorded.status() != (messages.isEmpty() ? 201 : 400)
                        || !recorded.messages().equals(messages),
                "no deviation any more");
    }

    @Test
    void every_named_deviation_was_recorded() {
        Set<String> ids = creations().map(RecordedFlow::id).collect(Collectors.toSet());
        assertEquals(Set.of(), without(DEVIATIONS.keySet(), ids));
        assertTrue(ids.size() > 200, "played " + ids.size());
    }

    @Test
    void casts_of_what_the_server_owns_are_left_out_and_nothing_else() {
        RecordedFlow recorded = byId("val-201");
        List<String> left =
                recorded.messages().stream()
                        .filter(message -> !message.matches(".*\"(_id|createdAt|__v)\"(?s:.*)"))
                        .toList();
        assertEquals(recorded.messages().size() - 3, left.size());
        assertEquals(left, messages(create(recorded)));
    }

    @Test
    void a_status_that_is_null_or_empty_is_never_stored() {
        for (String id : List.of("val-068", "val-069")) {
            assertNotEquals("inactive", byId(id).data().path("status").asString("null"));
            Checked.Valid valid = (Checked.Valid) create(byId(id));
            assertTrue(!valid.definition().json().has("status"), id);
        }
    }

    @Test
    void changes_are_answered_as_recorded() {
        Map<String, FlowDefinition> stored = new HashMap<>();
        int played = 0;
        for (RecordedFlow recorded : RecordedFlow.all()) {
            FlowDefinition before = stored.get(recorded.json().path("path").stringValue());
            if (before != null && isPlainChange(recorded)) {
                JsonNode owners = before.json().path("owners");
                JsonNode sent = recorded.bodyWithCaller(owners, false);
                assertEquals(
                        expected(recorded),
                        RULES.checkChange(before, sent.isContainer() ? sent : Json.object()),
                        recorded.id());
                played++;
            }
            if (recorded.data().isObject() && recorded.data().has("id")) {
                stored.put("/flows/" + recorded.data().path("id").stringValue(), stored(recorded));
            }
        }
        assertTrue(played >= 20, "played " + played);
    }

    private static boolean isPlainChange(RecordedFlow recorded) {
        return recorded.id().matches("(patch|nb)-.*")
                && recorded.is("PATCH", "/flows/")
                && !recorded.body().isString()
                && !NOT_A_PLAIN_CHANGE.contains(recorded.id())
                && (recorded.status() == 200 || recorded.status() == 400);
    }

    private static Checked create(RecordedFlow recorded) {
        JsonNode sent = recorded.bodyWithCaller(Json.array(), true);
        return RULES.checkNew(sent.isMissingNode() ? Json.object() : sent);
    }

    private static Checked expected(RecordedFlow recorded) {
        return recorded.data().isObject()
                ? new Checked.Valid(stored(recorded))
                : new Checked.Invalid(recorded.messages());
    }

    private static FlowDefinition stored(RecordedFlow recorded) {
        return FlowDefinition.of((ObjectNode) recorded.data());
    }

    private static RecordedFlow byId(String id) {
        return RecordedFlow.all().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> messages(Checked checked) {
        return switch (checked) {
            case Checked.Valid _ -> List.of();
            case Checked.Invalid(var messages) -> messages;
        };
    }

    private static Set<String> without(Set<String> all, Set<String> some) {
        return all.stream().filter(each -> !some.contains(each)).collect(Collectors.toSet());
    }

    private static String reason(String reason) {
        return "Invalid cron expression. " + reason;
    }
}
