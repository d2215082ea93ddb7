package io.flowkeep.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.flowkeep.context.http.Differences;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What the tests let pass as different is written down for operators, and nothing made up. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class DeviationsTest {
    private static final Path DOCUMENT = Path.of("docs", "deviations.md");
    private static final Pattern CASE_ID =
            Pattern.compile(
                    "`((?:files|ctx|auth|cron|val|create|patch|perm|cbulk|get|nb|start)-[a-z0-9-]+)`");

    @Test
    void every_case_that_differs_is_in_the_document() throws IOException {
        Set<String> missing = new TreeSet<>(ServerDifferences.ids());
        missing.addAll(Differences.ids());
        missing.addAll(FlowsDifferences.ids());
        missing.removeAll(named());
        assertEquals(Set.of(), missing, "write a line in " + DOCUMENT);
    }

    @Test
    void every_case_in_the_document_was_recorded() throws IOException {
        Set<String> unknown = named();
        RecordedCase.all().forEach(recorded -> unknown.remove(recorded.id()));
        RecordedFlowCase.all().forEach(recorded -> unknown.remove(recorded.id()));
        assertEquals(Set.of(), unknown, "correct the ids in " + DOCUMENT);
    }

    private static Set<String> named() throws IOException {
        Set<String> named = new TreeSet<>();
        Matcher ids = CASE_ID.matcher(Files.readString(DOCUMENT));
        while (ids.find()) {
            named.add(ids.group(1));
        }
        return named;
    }
}
