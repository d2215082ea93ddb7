package io.flowkeep.moving;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.flowkeep.context.Scope;
import io.flowkeep.flows.Flow;
import io.flowkeep.flows.FlowDefinition;
import io.flowkeep.flows.FlowId;
import io.flowkeep.flows.FlowStatus;
import io.flowkeep.flows.RunState;
import io.flowkeep.flows.Unanswered;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.json.Json;
import io.flowkeep.testing.Generator;
import io.flowkeep.testing.Property;
import io.flowkeep.testing.Texts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What is written as JSON lines is read back as it was. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class FormPropertiesTest {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Generator<Instant> TIMES =
            Generator.longs(-60_000_000_000_000L, 250_000_000_000_000L).map(Instant::ofEpochMilli);

    /** With what is odd in JSON: quotes, breaks, halves of pairs, names that are numbers. */
    private static final Generator<String> TEXTS =
            Texts.of(
                    Generator.of(
                            "a",
                            "Z",
                            "7",
                            "10",
                            "/",
                            "\"",
                            "\\",
                            "\n",
                            "\r",
                            "\0",
                            "\u2028",
                            "\u00e9",
                            "\ud83d\ude00",
                            "\ud800",
                            "__proto__",
                            " "),
                    0,
                    4);

    private static <R> InputStream written(LineForm<R> form, List<R> items) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Target<R> target = new LineTarget<>(form, new Output.Passing(out))) {
            for (R item : items) {
                var _ =
                        target.put(
                                new SourceItem.Good<>("1", form.key(item), "", 1, item),
                                Target.Mode.ADD);
            }
        }
        return new ByteArrayInputStream(out.toByteArray());
    }

    private static <R> List<R> read(LineForm<R> form, InputStream in) throws IOException {
        List<R> items = new ArrayList<>();
        try (Source<R> source = new LineSource<>(form, in, -1)) {
            for (Optional<SourceItem<R>> piece = source.next();
                    piece.isPresent();
                    piece = source.next()) {
                switch (piece.get()) {
                    case SourceItem.Good<R> good -> items.add(good.content());
                    case SourceItem.Bad<R> bad -> throw new AssertionError(bad.toString());
                }
            }
        }
        return items;
    }

    @Test
    void flows_come_back_as_they_were() {
        Property.check(300, flows().list(4), FormPropertiesTest::assertFlowsComeBack);
    }

    private static void assertFlowsComeBack(List<Flow> flows) throws IOException {
        FlowForm form = new FlowForm();
        List<Flow> back = read(form, written(form, flows));
        assertEquals(flows, back);
        for (int i = 0; i < flows.size(); i++) {
            assertEquals(
                    Json.text(flows.get(i).definition().json()),
                    Json.text(back.get(i).definition().json()));
        }
    }

    @Test
    void scopes_come_back_as_they_were() {
        Property.check(
                300,
                scopes().list(4),
                scopes -> {
                    ScopeForm form = new ScopeForm();
                    assertEquals(scopes, read(form, written(form, scopes)));
                });
    }

    private static Generator<Flow> flows() {
        Generator<String> ids =
                Texts.of(Generator.of(List.of("0123456789abcdef".split(""))), 24, 24);
        Generator<FlowDefinition> definitions = definitions();
        Generator<RunState> runs = runs();
        return chance ->
                new Flow(
                        new FlowId(ids.next(chance)),
                        definitions.next(chance),
                        runs.next(chance),
                        TIMES.next(chance),
                        TIMES.next(chance),
                        TIMES.next(chance));
    }

    private static Generator<RunState> runs() {
        Generator<FlowStatus> states =
                Generator.of(
                        FlowStatus.INACTIVE,
                        FlowStatus.STARTING,
                        FlowStatus.NULL,
                        FlowStatus.of("null"),
                        FlowStatus.of(""),
                        FlowStatus.of("paused \u2603"));
        Generator<String> unanswered = Texts.of(Generator.of("S", "P"), 0, 5);
        Generator<Integer> numbers = Generator.integers(Integer.MIN_VALUE, Integer.MAX_VALUE);
        return chance ->
                new RunState(
                        states.next(chance),
                        TIMES.next(chance),
                        TEXTS.next(chance),
                        TEXTS.next(chance),
                        chance.nextBoolean(),
                        new Unanswered(unanswered.next(chance)),
                        TIMES.next(chance),
                        numbers.next(chance));
    }

    private static Generator<FlowDefinition> definitions() {
        Generator<String> names =
                Generator.oneOf(
                        Generator.of(List.copyOf(FlowDefinition.MEMBERS)),
                        TEXTS.filter(FormPropertiesTest::isDefined));
        return Generator.maps(names, values(), 5).map(FormPropertiesTest::definition);
    }

    private static boolean isDefined(String name) {
        return !FlowDefinition.NOT_DEFINED.contains(name) && !name.equals(FlowForm.OWN);
    }

    private static FlowDefinition definition(Map<String, JsonNode> members) {
        ObjectNode json = Json.object();
        members.forEach(json::set);
        return FlowDefinition.of(json);
    }

    private static Generator<ScopeRecord> scopes() {
        Generator<String> projects = Generator.of("p1", "a b", "\u2603");
        Generator<Map<String, String>> values = Generator.maps(TEXTS, values().map(Json::text), 5);
        return chance ->
                new ScopeRecord(
                        new ProjectId(projects.next(chance)),
                        new Scope(TEXTS.next(chance)),
                        values.next(chance));
    }

    private static Generator<JsonNode> values() {
        Generator<JsonNode> leaves =
                Generator.oneOf(
                        TEXTS.map(NODES::stringNode),
                        Generator.doubles().map(NODES::numberNode),
                        Generator.integers(Integer.MIN_VALUE, Integer.MAX_VALUE)
                                .map(number -> NODES.numberNode((double) number)),
                        Generator.booleans().map(NODES::booleanNode),
                        Generator.of(NODES.nullNode()));
        Generator<JsonNode> arrays =
                leaves.list(3)
                        .map(elements -> {
                            var array = Json.array();
                            elements.forEach(array::add);
                            return array;
                        });
        Generator<JsonNode> objects =
                Generator.maps(TEXTS, leaves, 3)
                        .map(members -> {
                            ObjectNode object = Json.object();
                            members.forEach(object::set);
                            return object;
                        });
        return Generator.oneOf(leaves, arrays, objects);
    }
}
