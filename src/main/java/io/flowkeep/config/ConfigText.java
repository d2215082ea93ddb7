package io.flowkeep.config;

import java.util.ArrayList;
import java.util.List;
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
    private final String document;
    private final List<Setting> settings = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    private ConfigText(String document) {
        this.document = document;
    }

    /**
     * What a text says.
     *
     * @param settings in the order written, duplicates included
     * @param problems what is not understood, each with its line
     */
    record Reading(List<Setting> settings, List<String> problems) {}

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
            reader.problems.add(document + ":" + line + ": not YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            reader.problems.add(document + ": not YAML: " + e.getMessage());
        }
        return new Reading(List.copyOf(reader.settings), List.copyOf(reader.problems));
    }

    private void value(String name, Node node) {
        switch (node) {
            case MappingNode mapping -> mapping.getValue().forEach(member -> member(name, member));
            case ScalarNode scalar when isNull(scalar) -> {}
            case ScalarNode scalar when !name.isEmpty() ->
                    settings.add(new Setting(name, scalar.getValue(), line(node)));
            default ->
                    problems.add(
                            line(node)
                                    + (name.isEmpty()
                                            ? ": expected keys with values, such as port: 3001"
                                            : ": " + name + " does not take a list"));
        }
    }

    private void member(String section, NodeTuple member) {
        if (!(member.getKeyNode() instanceof ScalarNode key)) {
            problems.add(line(member.getKeyNode()) + ": a key must be plain text");
            return;
        }
        String name = section.isEmpty() ? key.getValue() : section + "." + key.getValue();
        Node node = member.getValueNode();
        if (Keys.namesBelow(section).contains(key.getValue())) {
            value(name, node);
        } else {
            problems.add(line(key) + ": " + NearestName.unknown(section, key.getValue()));
        }
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
