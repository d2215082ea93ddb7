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
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What is written as JSON lines is read back as it was. */
final class FormProperties {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

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

    @Property(tries = 300)
    void flows_come_back_as_they_were(@ForAll("flows") List<Flow> flows) throws IOException {
        FlowForm form = new FlowForm();
        List<Flow> back = read(form, written(form, flows));
        assertEquals(flows, back);
        for (int i = 0; i < flows.size(); i++) {
            assertEquals(
                    Json.text(flows.get(i).definition().json()),
                    Json.text(back.get(i).definition().json()));
        }
    }

    @Property(tries = 300)
    void scopes_come_back_as_they_were(@ForAll("scopes") List<ScopeRecord> scopes)
            throws IOException {
        ScopeForm form = new ScopeForm();
        assertEquals(scopes, read(form, written(form, scopes)));
    }

    @Provide
    Arbitrary<List<Flow>> flows() {
        Arbitrary<FlowId> ids =
                Arbitraries.strings().withChars("0123456789abcdef").ofLength(24).map(FlowId::new);
        return Combinators.combine(ids, definitions(), runs(), times(), times(), times())
                .as(Flow::new)
                .list()
                .ofMaxSize(4);
    }

    private static Arbitrary<RunState> runs() {
        Arbitrary<FlowStatus> states =
                Arbitraries.of(
                        FlowStatus.INACTIVE,
                        FlowStatus.STARTING,
                        FlowStatus.NULL,
                        FlowStatus.of("null"),
                        FlowStatus.of(""),
                        FlowStatus.of("paused \u2603"));
        Arbitrary<Unanswered> unanswered =
                Arbitraries.strings().withChars("SP").ofMaxLength(5).map(Unanswered::new);
        return Combinators.combine(
                        states,
                        times(),
                        texts(),
                        texts(),
                        Arbitraries.of(true, false),
                        unanswered,
                        times(),
                        Arbitraries.integers())
                .as(RunState::new);
    }

    private static Arbitrary<Instant> times() {
        return Arbitraries.longs()
                .between(-60_000_000_000_000L, 250_000_000_000_000L)
                .map(Instant::ofEpochMilli);
    }

    private static Arbitrary<FlowDefinition> definitions() {
        Arbitrary<String> names =
                Arbitraries.oneOf(
                        Arbitraries.of(FlowDefinition.MEMBERS),
                        texts().filter(FormProperties::isDefined));
        return Arbitraries.maps(names, values()).ofMaxSize(5).map(FormProperties::definition);
    }

    private static boolean isDefined(String name) {
        return !FlowDefinition.NOT_DEFINED.contains(name) && !name.equals(FlowForm.OWN);
    }

    private static FlowDefinition definition(Map<String, JsonNode> members) {
        ObjectNode json = Json.object();
        members.forEach(json::set);
        return FlowDefinition.of(json);
    }

    @Provide
    Arbitrary<List<ScopeRecord>> scopes() {
        Arbitrary<ProjectId> projects = Arbitraries.of("p1", "a b", "\u2603").map(ProjectId::new);
        Arbitrary<Map<String, String>> values =
                Arbitraries.maps(texts(), values().map(Json::text))
                        .ofMaxSize(5)
                        .map(LinkedHashMap::new);
        return Combinators.combine(projects, texts().map(Scope::new), values)
                .as(ScopeRecord::new)
                .list()
                .ofMaxSize(4);
    }

    /** With what is odd in JSON: quotes, breaks, halves of pairs, names that are numbers. */
    private static Arbitrary<String> texts() {
        return Arbitraries.of(
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
                        " ")
                .list()
                .ofMaxSize(4)
                .map(parts -> String.join("", parts));
    }

    private static Arbitrary<JsonNode> values() {
        Arbitrary<JsonNode> leaves =
                Arbitraries.oneOf(
                        texts().map(NODES::stringNode),
                        Arbitraries.doubles().map(NODES::numberNode),
                        Arbitraries.integers().map(number -> NODES.numberNode((double) number)),
                        Arbitraries.of(true, false).map(NODES::booleanNode),
                        Arbitraries.just(NODES.nullNode()));
        Arbitrary<JsonNode> arrays =
                leaves.list()
                        .ofMaxSize(3)
                        .map(elements -> {
                            var array = Json.array();
                            elements.forEach(array::add);
                            return array;
                        });
        Arbitrary<JsonNode> objects =
                Arbitraries.maps(texts(), leaves)
                        .ofMaxSize(3)
                        .map(members -> {
                            ObjectNode object = Json.object();
                            members.forEach(object::set);
                            return object;
                        });
        return Arbitraries.oneOf(leaves, arrays, objects);
    }
}
