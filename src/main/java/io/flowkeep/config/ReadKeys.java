package io.flowkeep.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which keys of a file of the replaced server count. That server reads only the keys that it knows
 * and needs; so a file that worked with it may hold anything else. Immutable.
 */
final class ReadKeys {
    /** Sections in which a word instead of keys asks for a face that would then be missing. */
    private static final Set<String> FACES =
            Set.of(
                    "driver",
                    "driver.options",
                    "driver.options.credentials",
                    "context",
                    "context.options");

    private static final Map<FilesDriver, List<String>> OF_DRIVERS =
            Map.of(
                    FilesDriver.LOCALFS,
                    List.of(Keys.FILES.root.name()),
                    FilesDriver.MEMORY,
                    List.of(),
                    FilesDriver.S3,
                    names(Keys.FILES.ofBucket()));

    private static final Map<ContextDatabase, List<String>> OF_DATABASES =
            Map.of(
                    ContextDatabase.SQLITE,
                    List.of(Keys.CONTEXT.storage.name()),
                    ContextDatabase.POSTGRES,
                    names(Keys.CONTEXT.postgres.all()));

    private final Map<String, Setting> written;

    /** Those of a file that says this. */
    ReadKeys(Map<String, Setting> written) {
        this.written = Map.copyOf(written);
    }

    private static List<String> names(List<Key<?>> keys) {
        return keys.stream().<String>map(Key::name).toList();
    }

    /** Whether the server can do what the file asks in spite of a mistake. */
    boolean passes(Mistake mistake) {
        return switch (mistake.kind()) {
            case UNKNOWN -> true;
            case TEXT, TWICE -> false;
            case VALUE -> isOfAnother(mistake.name());
            case SHAPE ->
                    isOfAnother(mistake.name())
                            || (isSection(mistake.name()) && !FACES.contains(mistake.name()));
        };
    }

    private static boolean isSection(String name) {
        return !name.isEmpty() && Keys.ALL.stream().noneMatch(key -> key.name().equals(name));
    }

    /** Whether a key, or all keys of a section, belong to drivers that are not chosen. */
    private boolean isOfAnother(String name) {
        return isOfAnother(name, OF_DRIVERS, chosen(Keys.FILES.type))
                || isOfAnother(name, OF_DATABASES, chosen(Keys.CONTEXT.database));
    }

    /** A choice that cannot be read is a mistake of its own and excuses no other. */
    private <T> Optional<T> chosen(Key<T> key) {
        String text =
                Optional.ofNullable(written.get(key.name()))
                        .map(Setting::text)
                        .orElse(key.fallback())
                        .toLowerCase(Locale.ROOT);
        return key.type().problems(text).isEmpty()
                ? Optional.of(key.type().reading().apply(text))
                : Optional.empty();
    }

    private static <T> boolean isOfAnother(
            String name, Map<T, List<String>> owners, Optional<T> chosen) {
        return chosen.isPresent()
                && below(name, owners.values().stream().flatMap(List::stream))
                && !below(name, owners.getOrDefault(chosen.get(), List.of()).stream());
    }

    private static boolean below(String name, Stream<String> keys) {
        return keys.anyMatch(key -> key.equals(name) || key.startsWith(name + "."));
    }
}
