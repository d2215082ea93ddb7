package io.flowkeep.config;

import java.util.List;
import java.util.Optional;

/** The reference file and the documentation's table, as they follow from the keys. */
final class Reference {
    private static final int WIDTH = 100;

    private Reference() {}

    /** The text of etc/flowkeep.yml. */
    static String file() {
        StringBuilder text = new StringBuilder();
        comment(
                text,
                "",
                "Every key of Flowkeep's configuration, with its default. All is commented out,"
                    + " which counts as no configuration: every face is on, on embedded parts below"
                    + " var. To set a key, remove the # before it and before the sections it is in."
                    + " Read from FLOWFORGE_HOME/etc, else from etc below the folder that the"
                    + " server is started in. ./flowkeep serve --check-config says what is used and"
                    + " from where.");
        comment(text, "", "Sizes: 500, 10MiB, 1GB. Durations: 250ms, 90s, 5m, 12h, 90d.");
        List<String> open = List.of();
        for (Key<?> key : Keys.ALL) {
            List<String> sections = sections(key);
            if (sections.isEmpty()
                    || open.isEmpty()
                    || !sections.getFirst().equals(open.getFirst())) {
                text.append('\n');
            }
            for (int depth = 0; depth < sections.size(); depth++) {
                if (depth >= open.size()
                        || !sections.subList(0, depth + 1).equals(open.subList(0, depth + 1))) {
                    text.append('#')
                            .append("  ".repeat(depth))
                            .append(sections.get(depth))
                            .append(":\n");
                }
            }
            String indent = "  ".repeat(sections.size());
            comment(text, indent, key.about() + " (" + key.type().expected() + ")");
            text.append('#').append(indent).append(key.leaf()).append(':');
            text.append(shown(key).map(value -> " " + quoted(value)).orElse("")).append('\n');
            open = sections;
        }
        return text.toString();
    }

    /** The text of docs/configuration.md. */
    static String page() {
        StringBuilder text = new StringBuilder();
        text.append(
                """
                # Configuration

                Read from the first of these that is there; the others are not looked at:

                1. the YAML text in the environment variable `FF_FS_TEST_CONFIG`; relative paths then start at the
                   working folder,
                2. `etc/flowkeep.yml`, if it sets anything (as delivered it is all comments),
                3. `etc/flowforge-storage.local.yml`,
                4. `etc/flowforge-storage.yml`,
                5. nothing: every face on, on embedded parts below `var`.

                `etc` and all relative paths are below the folder in `FLOWFORGE_HOME`; if that is not set, below
                `/opt/flowforge-file-storage` if it exists and `NODE_ENV` is not `development`; else below the folder the
                server is started in. `PORT` beats the port of any file.

                A face is on if the file sets a key of it: `driver` for files, `context` for context, `flows`, `events` or
                `iam` for flows; a file that names none of them has all faces on, on embedded parts. A wrong
                unit or a value out of its limits stops the server with its line, and so does an unknown key in
                `etc/flowkeep.yml`. In the texts of the file-server (1, 3 and 4) a key that is not read is a warning with its line
                and the nearest key that is: one that nobody knows, a word or a list in the place of a section such as
                `telemetry`, or a value that only a driver not chosen would read. `./flowkeep serve --check-config` says what
                would be used and from where, and the warnings.

                The environment variables of Open Integration Hub's Flow Repository, named in the table, beat the file and
                turn the flows face on. When there is no file, they turn on that face alone, on every interface (host
                0.0.0.0), as the Flow Repository did.

                | key | default | takes | what it does |
                | --- | --- | --- | --- |
                """);
        for (Key<?> key : Keys.ALL) {
            String value = shown(key).map(each -> "`" + each + "`").orElse("–");
            text.append(
                    "| `%s` | %s | %s | %s |\n"
                            .formatted(key.name(), value, key.type().expected(), key.about()));
        }
        return text.toString();
    }

    /** A key's default: its own, else that of the embedded parts. */
    static Optional<String> shown(Key<?> key) {
        String embedded = Keys.EMBEDDED.getOrDefault(key.name(), "");
        String text = key.fallback().isEmpty() ? embedded : key.fallback();
        return Optional.of(text).filter(each -> !each.isEmpty());
    }

    private static List<String> sections(Key<?> key) {
        return key.section().isEmpty() ? List.of() : List.of(key.section().split("\\.", -1));
    }

    private static String quoted(String value) {
        return value.startsWith(":") ? "'" + value + "'" : value;
    }

    /** Prose has one blank after the #, so that it differs from a key that is commented out. */
    private static void comment(StringBuilder text, String indent, String prose) {
        StringBuilder line = new StringBuilder(indent + "#");
        for (String word : List.of(prose.split(" ", -1))) {
            if (line.length() + word.length() + 1 > WIDTH) {
                text.append(line).append('\n');
                line = new StringBuilder(indent + "#");
            }
            line.append(' ').append(word);
        }
        text.append(line).append('\n');
    }
}
