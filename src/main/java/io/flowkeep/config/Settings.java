package io.flowkeep.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The settings that count, each checked against its key. Immutable after construction. */
final class Settings {
    private final Map<String, Setting> byName = new LinkedHashMap<>();

    private Settings() {}

    /**
     * Checks each setting against its key.
     *
     * @param written what the file says
     * @throws ConfigException naming all that is wrong
     */
    static Settings of(ConfigText.Reading written) throws ConfigException {
        Settings settings = new Settings();
        List<String> problems = new ArrayList<>(written.problems());
        for (Setting setting : written.settings()) {
            Setting earlier = settings.byName.putIfAbsent(setting.name(), setting);
            if (earlier != null) {
                problems.add(
                        setting.origin()
                                + ": "
                                + setting.name()
                                + " is set twice, first at "
                                + earlier.origin());
            }
            problems.addAll(problemsOf(setting));
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return settings;
    }

    /** The same settings and one more, which counts instead of the one that is there. */
    Settings with(Setting setting) throws ConfigException {
        List<String> problems = problemsOf(setting);
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        Settings changed = new Settings();
        changed.byName.putAll(byName);
        changed.byName.put(setting.name(), setting);
        return changed;
    }

    private static List<String> problemsOf(Setting setting) {
        String place = setting.origin() + ": " + setting.name();
        Optional<Key<?>> key =
                Keys.ALL.stream().filter(each -> each.name().equals(setting.name())).findFirst();
        if (key.isPresent()) {
            return key.get().type().problems(setting.text()).stream()
                    .map(problem -> place + ": " + problem)
                    .toList();
        }
        List<String> below = Keys.namesBelow(setting.name());
        return List.of(place + " takes no value of its own, but " + String.join(", ", below));
    }

    boolean isEmpty() {
        return byName.isEmpty();
    }

    /** Tells whether any key of a section is set. */
    boolean hasSection(String section) {
        return byName.keySet().stream().anyMatch(name -> name.startsWith(section + "."));
    }

    /** What is set for a key, if it is. */
    Optional<Setting> find(Key<?> key) {
        return Optional.ofNullable(byName.get(key.name()));
    }

    /** What counts for a key: what is set, else its default; empty if it has neither. */
    Optional<Setting> effective(Key<?> key) {
        return find(key)
                .or(() ->
                        Optional.of(key.fallback())
                                .filter(text -> !text.isEmpty())
                                .map(text -> new Setting(key.name(), text, new Origin.Fallback())));
    }

    /** The value of a key that has a default. */
    <T> T value(Key<T> key) {
        String text = effective(key).orElseThrow().text();
        return key.type().reading().apply(text);
    }

    /** The value of a key that has no default, if it is set. */
    <T> Optional<T> findValue(Key<T> key) {
        return find(key).map(setting -> key.type().reading().apply(setting.text()));
    }

    /** A limit; 0 is none. */
    OptionalLong limit(Key<ByteSize> key) {
        long bytes = value(key).bytes();
        return bytes == 0 ? OptionalLong.empty() : OptionalLong.of(bytes);
    }
}
