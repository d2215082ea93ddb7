package io.flowkeep.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The environment of the process. Immutable.
 *
 * @param variables the environment variables
 * @param workingFolder the caller's folder
 */
public record Environment(Map<String, String> variables, Path workingFolder) {

    public Environment {
        variables = Map.copyOf(variables);
        workingFolder = workingFolder.toAbsolutePath().normalize();
    }

    /** This process's own. */
    public static Environment ofProcess() {
        return new Environment(System.getenv(), Path.of(""));
    }

    /** A file of certificates to trust besides those of the JVM. */
    public Optional<Path> moreCertificates() {
        return variable("NODE_EXTRA_CA_CERTS").map(workingFolder::resolve);
    }

    /**
     * A variable that is set and not empty. Line breaks at its end are removed: they come from
     * secrets that an editor or {@code echo} wrote to a file, and no value needs them.
     */
    Optional<String> variable(String name) {
        return Optional.ofNullable(variables.get(name))
                .map(Environment::withoutLineEnd)
                .filter(text -> !text.isEmpty());
    }

    private static String withoutLineEnd(String text) {
        int end = text.length();
        while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
            end--;
        }
        return text.substring(0, end);
    }
}
