package io.flowkeep.flows.wire;

import io.flowkeep.flows.ListMatch;
import io.flowkeep.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the nodes, the edges or the owners of a flow are made of. Immutable.
 *
 * <p>Checking has two steps, because all complaints about casts come before all others: {@link
 * #cast} and {@link #require}.
 */
final class PartShape {
    private static final int NODE_ID_UNITS = 30;
    private static final int EDGE_ID_UNITS = 10;
    private static final int CONDITION_UNITS = 30;

    /** A step of a flow. */
    static final PartShape NODE =
            new PartShape(
                    "nodes",
                    Field.text("id").required("Flow nodes require an id.").atMost(NODE_ID_UNITS),
                    Field.of("componentId", Field.Kind.REFERENCE)
                            .required("Flow nodes require a componentId."),
                    Field.text("function").required("Flow nodes require a function."),
                    Field.text("name"),
                    Field.of("credentials_id", Field.Kind.REFERENCE),
                    Field.text("description"),
                    Field.of("fields", Field.Kind.FREE),
                    Field.of("nodeSettings", Field.Kind.FREE));

    /** A way from one node to another. */
    static final PartShape EDGE =
            new PartShape(
                    "edges",
                    Field.text("id").atMost(EDGE_ID_UNITS),
                    Field.of("config", Field.Kind.EDGE_CONFIG),
                    Field.text("source").required("Flow edges require a source."),
                    Field.text("target").required("Flow edges require a target."));

    /** One who may see and change the flow. */
    static final PartShape OWNER =
            new PartShape(
                    "owners",
                    Field.text("id").required("Flow owners require an id."),
                    Field.text("type").required("Flow owners require a type."));

    private final String path;
    private final List<Field> fields;
    private final Map<String, Field> byName;

    private PartShape(String path, Field... fields) {
        this.path = path;
        this.fields = List.of(fields);
        byName = this.fields.stream().collect(Collectors.toMap(Field::name, Function.identity()));
    }

    /**
     * One of the parts.
     *
     * @param json what the casts made of it; null if it is null
     * @param failed names of the members that could not be cast
     * @param sent names of the members in the client's order
     */
    private record Part(JsonNode json, Set<String> failed, List<String> sent) {}

    /**
     * The parts of one flow.
     *
     * @param failed whether they could not be read, which was complained about; then there are none
     */
    record Parts(List<Part> all, boolean failed) {
        private static final Parts UNREADABLE = new Parts(List.of(), true);

        /** The parts as JSON; null for those that are. */
        ArrayNode json() {
            ArrayNode array = Json.array();
            all.forEach(part -> array.add(part.json()));
            return array;
        }

        int size() {
            return all.size();
        }
    }

    /**
     * Casts all parts; a single object stands for an array of it.
     *
     * @param stored the parts that were stored before; what is sent as it is stored needs no cast
     *     and is not complained about
     */
    Parts cast(JsonNode value, JsonNode stored, Complaints complaints) {
        List<Part> parts = new ArrayList<>();
        if (value.isNull() || value.isMissingNode()) {
            return new Parts(parts, false);
        }
        JsonNode elements = value.isArray() ? value : Json.array().add(value);
        ListMatch match = ListMatch.of(stored, elements);
        for (int i = 0; i < elements.size(); i++) {
            JsonNode element = elements.path(i);
            if (element.isNull()) {
                parts.add(new Part(NullNode.getInstance(), Set.of(), List.of()));
            } else if (element.isContainer()) {
                parts.add(part(element, stored.path(match.of(i)), complaints));
            } else {
                complaints.add(Cast.notEmbedded(element, path));
                return Parts.UNREADABLE;
            }
        }
        return new Parts(parts, false);
    }

    /** Complains about what is missing or too long: first what is absent, the last one first. */
    void require(Parts parts, Complaints complaints) {
        for (Part part : parts.all()) {
            if (part.json().isNull()) {
                continue;
            }
            for (Field field : fields.reversed()) {
                if (field.isRequired()
                        && !part.json().has(field.name())
                        && !part.failed().contains(field.name())) {
                    complaints.add(field.ifMissing());
                }
            }
            for (String name : part.sent()) {
                Field field = byName.get(name);
                if (field != null) {
                    given(field, part.json().path(name), complaints);
                }
            }
        }
    }

    /** Complains about parts that are null. */
    void refuseNull(Parts parts, Complaints complaints) {
        parts.all().stream()
                .filter(part -> part.json().isNull())
                .forEach(_ -> complaints.add("Flow " + path + " must not be null."));
    }

    private Part part(JsonNode value, JsonNode stored, Complaints complaints) {
        ObjectNode json = Json.object();
        Set<String> failed = new HashSet<>();
        for (Field field : fields) {
            JsonNode sent = value.path(field.name());
            JsonNode cast = cast(field, sent, stored.path(field.name()), complaints);
            if (!cast.isMissingNode()) {
                json.set(field.name(), cast);
            } else if (!sent.isMissingNode()) {
                failed.add(field.name());
            }
        }
        return new Part(json, failed, List.copyOf(value.propertyNames()));
    }

    private static JsonNode cast(
            Field field, JsonNode value, JsonNode stored, Complaints complaints) {
        return switch (field.kind()) {
            case TEXT ->
                    Unchanged.orCast(
                            value, stored, sent -> Cast.text(sent, field.name(), complaints));
            case REFERENCE ->
                    Unchanged.orCast(
                            value, stored, sent -> Cast.reference(sent, field.name(), complaints));
            case FREE -> Unchanged.kept(Cast.free(value), value, stored);
            case EDGE_CONFIG -> config(value, stored, complaints);
        };
    }

    private static JsonNode config(JsonNode value, JsonNode stored, Complaints complaints) {
        ObjectNode config = Json.object();
        JsonNode condition =
                Unchanged.orCast(
                        value.path("condition"),
                        stored.path("condition"),
                        sent -> Cast.text(sent, "config.condition", complaints));
        if (!condition.isMissingNode()) {
            config.set("condition", condition);
        }
        JsonNode sent = value.path("mapper");
        JsonNode mapper = Unchanged.kept(Cast.free(sent), sent, stored.path("mapper"));
        if (!mapper.isMissingNode()) {
            config.set("mapper", mapper);
        }
        return config.isEmpty() ? MissingNode.getInstance() : config;
    }

    private static void given(Field field, JsonNode value, Complaints complaints) {
        if (field.kind() == Field.Kind.EDGE_CONFIG) {
            tooLong(value.path("condition"), "config.condition", CONDITION_UNITS, complaints);
        } else if (field.isRequired() && (value.isNull() || value.asString("-").isEmpty())) {
            complaints.add(field.ifMissing());
        } else {
            tooLong(value, field.name(), field.longest(), complaints);
        }
    }

    private static void tooLong(JsonNode value, String path, int units, Complaints complaints) {
        if (value.isString() && value.stringValue().length() > units) {
            complaints.add(
                    String.format(
                            Locale.ROOT,
                            "Path `%s` (`%s`) is longer than the maximum allowed length (%d).",
                            path,
                            value.stringValue(),
                            units));
        }
    }
}
