package io.flowkeep.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Every key there is, in the order of the reference file. */
final class Keys {
    /** The environment variable that beats the file's port. */
    static final String PORT_VARIABLE = "PORT";

    static final HttpKeys HTTP = new HttpKeys();
    static final AuthKeys AUTH = new AuthKeys();
    static final FilesKeys FILES = new FilesKeys();
    static final ContextKeys CONTEXT = new ContextKeys();
    static final FlowKeys FLOWS = new FlowKeys();
    static final EventKeys EVENTS = new EventKeys();
    static final IamKeys IAM = new IamKeys();
    static final SharedKeys SHARED = new SharedKeys();
    static final LogKeys LOG = new LogKeys();

    static final List<Key<?>> ALL =
            Stream.of(
                            HTTP.all(),
                            AUTH.all(),
                            FILES.all(),
                            CONTEXT.all(),
                            FLOWS.all(),
                            EVENTS.all(),
                            IAM.all(),
                            SHARED.all(),
                            LOG.all())
                    .flatMap(List::stream)
                    .<Key<?>>map(key -> key)
                    .toList();

    /** The original's keys that are accepted, with a warning, and do nothing. */
    static final List<Key<?>> WITHOUT_MEANING = List.of(CONTEXT.sqlLog);

    /** The settings when nothing is configured: every face on, with embedded parts. */
    static final Map<String, String> EMBEDDED = embedded();

    private Keys() {}

    private static Map<String, String> embedded() {
        Map<String, String> embedded = new LinkedHashMap<>();
        Stream.of(
                        FLOWS.type,
                        FLOWS.file,
                        FILES.type,
                        CONTEXT.type,
                        CONTEXT.database,
                        CONTEXT.storage)
                .forEach(key -> embedded.put(key.name(), key.fallback()));
        embedded.put(FILES.root.name(), "var/files"); // which has no default in a file
        return Collections.unmodifiableMap(embedded);
    }

    /** The names of sections and keys directly below a section; the top is the empty name. */
    static List<String> namesBelow(String section) {
        String prefix = section.isEmpty() ? "" : section + ".";
        Stream<String> names = ALL.stream().map(Key::name);
        return List.copyOf(
                new TreeSet<>(
                        names.filter(name -> name.startsWith(prefix))
                                .map(name -> name.substring(prefix.length()).split("\\.", 2)[0])
                                .toList()));
    }
}
