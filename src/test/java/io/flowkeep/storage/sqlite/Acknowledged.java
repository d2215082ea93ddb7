package io.flowkeep.storage.sqlite;

import io.flowkeep.testing.Node;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What writing processes said they had done before they were killed. Stateless. */
final class Acknowledged {
    private static final int ENOUGH = 400;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private Acknowledged() {}

    /** Runs a writer until 400 of its lines have this form, kills it, and gives all such lines. */
    static Set<String> beforeTheKill(Path output, Class<?> writer, Path place, Pattern form)
            throws IOException, InterruptedException {
        try (Node process = Node.java(output, writer, place.toString())) {
            process.await(PATIENCE, () -> lines(process, form).size() >= ENOUGH);
            process.kill();
            return lines(process, form);
        }
    }

    private static Set<String> lines(Node process, Pattern form) throws IOException {
        return process.lines().stream().filter(form.asMatchPredicate()).collect(Collectors.toSet());
    }
}
