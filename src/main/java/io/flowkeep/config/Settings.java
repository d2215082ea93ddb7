package io.flowkeep.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The effective settings, each checked against its key. Immutable after construction. */
final class Settings {
    private final Map<String, Setting> byName = new LinkedHashMap<>();
    private final List<String> passedOver = new ArrayList<>();

    private final String document;

    private Settings(String document) {
        this.document = document;
    }

    /**
     * Checks each setting against its key.
     *
     * @param source what the file says; one of the replaced server may hold what nobody reads
     * @throws ConfigException naming all that is wrong
     */
    static Settings of(ConfigSource source) throws ConfigException {
        Settings settings = new Settings(source.document());
        List<Mistake> mistakes = new ArrayList<>(source.reading().mistakes());
        for (Setting setting : source.reading().settings()) {
            Setting earlier = settings.byName.putIfAbsent(setting.name(), setting);
            if (earlier != null) {
                mistakes.add(twice(setting, earlier));
            }
            mistakes.addAll(mistakesOf(setting));
        }
        ReadKeys read = new ReadKeys(settings.byName);
        boolean isLenient = source.kind() == ConfigSource.Kind.ORIGINAL;
        for (Mistake mistake : mistakes) {
            if (isLenient && read.passes(mistake)) {
                settings.passedOver.add(mistake.line());
                settings.byName.remove(mistake.name());
            }
        }
        if (mistakes.size() > settings.passedOver.size()) {
            throw new ConfigException(mistakes.stream().map(Mistake::line).toList());
        }
        return settings;
    }

    private static Mistake twice(Setting setting, Setting earlier) {
        return new Mistake(
                Mistake.Kind.TWICE,
                setting.name(),
                setting.origin()
                        + ": "
                        + setting.name()
                        + " is set twice, first at "
                        + earlier.origin());
    }

    /** What the text says that is not read, one line each. */
    List<String> passedOver() {
        return List.copyOf(passedOver);
    }

    /** The same settings and one more, which counts instead of the one that is there. */
    Settings with(Setting setting) throws ConfigException {
        List<Mistake> mistakes = mistakesOf(setting);
        if (!mistakes.isEmpty()) {
            throw new ConfigException(mistakes.stream().map(Mistake::line).toList());
        }
        Settings changed = new Settings(document);
        changed.passedOver.addAll(passedOver);
        changed.byName.putAll(byName);
        changed.byName.put(setting.name(), setting);
        return changed;
    }

    private static List<Mistake> mistakesOf(Setting setting) {
        String name = setting.name();
        String place = setting.origin() + ": " + name;
        Optional<Key<?>> key =
                Keys.ALL.stream().filter(each -> each.name().equals(name)).findFirst();
        if (key.isPresent()) {
            return key.get().type().problems(setting.text()).stream()
                    .map(problem -> new Mistake(Mistake.Kind.VALUE, name, place + ": " + problem))
                    .toList();
        }
        String known = String.join(", ", Keys.namesBelow(name));
        return List.of(
                new Mistake(
                        Mistake.Kind.SHAPE,
                        name,
                        place + " takes no value of its own, but " + known));
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

    /** The value of a key that must be set. */
    <T> T require(Key<T> key) throws ConfigException {
        return findValue(key)
                .orElseThrow(() ->
                        new ConfigException(
                                List.of(key.name() + " must be set: " + key.type().expected())));
    }

    /**
     * The value of a key that must be set.
     *
     * @param otherwise what to say if it is not
     */
    <T> T require(Key<T> key, String otherwise) throws ConfigException {
        return findValue(key)
                .orElseThrow(() -> new ConfigException(List.of(document + ": " + otherwise)));
    }

    /** A limit; 0 is none, for which {@link Long#MAX_VALUE} stands. */
    long limit(Key<ByteSize> key) {
        long bytes = value(key).bytes();
        return bytes == 0 ? Long.MAX_VALUE : bytes;
    }
}
