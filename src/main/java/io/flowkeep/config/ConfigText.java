package io.flowkeep.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * YAML text as a flat list of settings. The text of a scalar is kept as written, since only the key
 * knows its type; an empty or null value counts as not written. Single use, one thread.
 */
final class ConfigText {
    /**
     * The most unknown keys that are reported one by one; a file of another program may hold
     * thousands.
     */
    static final int TOLD = 20;

    private final String document;
    private final List<Setting> settings = new ArrayList<>();
    private final List<Mistake> mistakes = new ArrayList<>();
    private int unknown;

    private ConfigText(String document) {
        this.document = document;
    }

    /**
     * What a text says.
     *
     * @param settings in the order written, duplicates included
     * @param mistakes what is not understood
     */
    record Reading(List<Setting> settings, List<Mistake> mistakes) {
        /** Nothing at all. */
        static final Reading EMPTY = new Reading(List.of(), List.of());

        boolean isEmpty() {
            return settings.isEmpty() && mistakes.isEmpty();
        }
    }

    /**
     * Reads a text.
     *
     * @param document its name, for messages
     */
    static Reading read(String document, String text) {
        ConfigText reader = new ConfigText(document);
        LoadSettings settings =
                LoadSettings.builder().setLabel(document).setAllowNonScalarKeys(true).build();
        try {
            new Compose(settings).composeString(text).ifPresent(root -> reader.value("", root));
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            reader.wrong(
                    Mistake.Kind.TEXT, "", document + ":" + line + ": not YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            reader.wrong(Mistake.Kind.TEXT, "", document + ": not YAML: " + e.getMessage());
        }
        if (reader.unknown > TOLD) {
            reader.wrong(
                    Mistake.Kind.UNKNOWN,
                    "",
                    document + ": " + (reader.unknown - TOLD) + " more unknown keys");
        }
        return new Reading(List.copyOf(reader.settings), List.copyOf(reader.mistakes));
    }

    private void wrong(Mistake.Kind kind, String name, String line) {
        mistakes.add(new Mistake(kind, name, line));
    }

    private void value(String name, Node node) {
        switch (node) {
            case MappingNode mapping when Keys.namesBelow(name).isEmpty() ->
                    wrong(
                            Mistake.Kind.SHAPE,
                            name,
                            line(node)
                                    + ": "
                                    + name
                                    + " takes a value, not keys"
                                    + suchAs(mapping));
            case MappingNode mapping -> mapping.getValue().forEach(member -> member(name, member));
            case ScalarNode scalar when isNull(scalar) -> {}
            case ScalarNode scalar when !name.isEmpty() ->
                    settings.add(new Setting(name, scalar.getValue(), line(node)));
            case Node _ when name.isEmpty() ->
                    wrong(
                            Mistake.Kind.TEXT,
                            name,
                            line(node) + ": expected keys with values, such as port: 3001");
            default ->
                    wrong(
                            Mistake.Kind.SHAPE,
                            name,
                            line(node) + ": " + name + " does not take a list");
        }
    }

    private void member(String section, NodeTuple member) {
        List<String> known = Keys.namesBelow(section);
        Node node = member.getKeyNode();
        Optional<String> key =
                node instanceof ScalarNode text ? Optional.of(text.getValue()) : Optional.empty();
        if (key.filter(known::contains).isPresent()) {
            String leaf = key.get();
            value(section.isEmpty() ? leaf : section + "." + leaf, member.getValueNode());
        } else if (++unknown <= TOLD) {
            String what =
                    key.map(leaf -> NearestName.unknown(section, leaf))
                            .orElse("a key must be plain text");
            wrong(Mistake.Kind.UNKNOWN, section, line(node) + ": " + what);
        }
    }

    private static String suchAs(MappingNode mapping) {
        return mapping.getValue().stream()
                .map(NodeTuple::getKeyNode)
                .filter(ScalarNode.class::isInstance)
                .findFirst()
                .map(first -> " such as " + NearestName.printed(((ScalarNode) first).getValue()))
                .orElse("");
    }

    private static boolean isNull(ScalarNode scalar) {
        return scalar.isPlain()
                && switch (scalar.getValue()) {
                    case "", "~", "null", "Null", "NULL" -> true;
                    default -> false;
                };
    }

    private Origin line(Node node) {
        return new Origin.Line(document, node.getStartMark().map(m -> m.getLine() + 1).orElse(1));
    }
}
