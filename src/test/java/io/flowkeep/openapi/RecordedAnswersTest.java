package io.flowkeep.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.flowkeep.json.Json;
import io.flowkeep.json.JsonSyntaxException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * What the replaced servers answered is described, but for the answers that are deliberately not
 * given any more.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class RecordedAnswersTest {
    private final OpenApiCheck check = new OpenApiCheck();

    /** Reasons, each with the answers that are not given any more. */
    private static final Map<String, Set<String>> MENDED =
            Map.of(
                    "a fault of the replaced server, shown as {}",
                    Set.of(
                            "create-011",
                            "create-012",
                            "create-013",
                            "val-060",
                            "patch-017",
                            "patch-018",
                            "cbulk-002",
                            "cbulk-003",
                            "cbulk-005"),
                    "bytes in memory that came back as text after an append",
                    Set.of("files-memory-0553", "files-memory-0556"),
                    "no difference: the body is shortened in the recording",
                    Set.of("cbulk-008", "files-path-0124"));

    private static List<JsonNode> cases(String name) throws IOException, JsonSyntaxException {
        InputStream lines =
                Objects.requireNonNull(
                        RecordedAnswersTest.class.getResourceAsStream("/contract/" + name));
        List<JsonNode> cases = new ArrayList<>();
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(lines, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                cases.add(Json.parseStored(line));
            }
        }
        return cases;
    }

    /** An empty list was recorded by its length alone. */
    private static byte[] body(JsonNode recorded) {
        JsonNode answered = recorded.path("resp_body");
        if (answered.isMissingNode()) {
            boolean isList =
                    recorded.path("resp_headers").path("content-length").asString("").equals("2");
            return (isList ? "[]" : "").getBytes(StandardCharsets.UTF_8);
        }
        return answered.isString()
                ? answered.stringValue().getBytes(StandardCharsets.UTF_8)
                : Json.bytes(answered);
    }

    private void hold(String file) throws IOException, JsonSyntaxException {
        Set<String> mended =
                MENDED.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
        List<String> problems = new ArrayList<>();
        Set<String> needless = new TreeSet<>();
        for (JsonNode recorded : cases(file)) {
            if (!recorded.path("status").isNumber()) {
                continue; // no answer was given or recorded
            }
            String id = recorded.path("id").stringValue();
            try {
                check.assertDescribed(
                        recorded.path("method").stringValue(),
                        recorded.path("path").stringValue(),
                        recorded.path("status").intValue(),
                        recorded.path("resp_headers").path("content-type").asString(""),
                        body(recorded));
                if (mended.contains(id)) {
                    needless.add(id);
                }
            } catch (AssertionError e) {
                if (!mended.contains(id)) {
                    problems.add(id + " " + e.getMessage());
                }
            }
        }
        assertEquals("", String.join("\n", problems));
        assertEquals(Set.of(), needless, "these are described: strike them from the list");
    }

    @Test
    void of_the_flow_repository() throws Exception {
        hold("open-integration-hub-cases.jsonl");
    }

    @Test
    void of_the_file_server() throws Exception {
        hold("flowfuse-cases.jsonl");
    }
}
