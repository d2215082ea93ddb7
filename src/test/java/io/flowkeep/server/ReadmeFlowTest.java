package io.flowkeep.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.json.Json;
import io.flowkeep.testing.Launcher;
import io.flowkeep.testing.Node;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What the README tells to type about a flow does what it says, on a fresh folder. */
@Tag("slow")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class ReadmeFlowTest {
    private static final String HEADING = "### A flow's life, in curl";
    private static final String FENCE = "```";
    private static final String MARK = "= = = end of a line = = =";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir private Path home;

    @Test
    void each_line_answers_what_the_readme_says() throws Exception {
        int port = Launcher.freePort();
        List<String> lines = block();
        try (HttpClient client = HttpClient.newHttpClient();
                Node _ =
                        Launcher.serve(
                                client, home, home, port, Map.of("PORT", Integer.toString(port)))) {
            List<String> said = type(lines, port);
            assertEquals(lines.size(), said.size(), said.toString());
            assertTrue(said.get(0).startsWith("Created token"), said.get(0));
            assertEquals("", said.get(1) + said.get(3), "these only set variables");
            JsonNode created = data(said.get(2));
            String id = created.path("id").asString("");
            assertEquals("Persons", created.path("name").asString(""));
            assertEquals("inactive", created.path("status").asString(""));
            assertStatus("starting", id, said.get(4));
            assertStatus("active", id, said.get(5));
            JsonNode refused = Json.parse(said.get(6)).path("errors").path(0);
            assertEquals(409, refused.path("code").asInt(0), said.get(6));
            assertStatus("stopping", id, said.get(7));
            assertStatus("inactive", id, said.get(8));
            assertEquals("People", data(said.get(9)).path("name").asString(""), said.get(9));
            assertTrue(said.get(10).contains("\"Flow was successfully deleted\""), said.get(10));
            assertEquals(11, said.size());
        }
    }

    private static List<String> block() throws IOException {
        List<String> readme = Files.readAllLines(Launcher.projectFolder().resolve("README.md"));
        List<String> after = readme.subList(readme.indexOf(HEADING) + 1, readme.size());
        List<String> inside = after.subList(after.indexOf(FENCE) + 1, after.size());
        return inside.subList(0, inside.indexOf(FENCE));
    }

    /** What each line prints, as in a terminal in the project's folder. */
    private List<String> type(List<String> lines, int port) throws Exception {
        List<String> script = new ArrayList<>();
        for (String line : lines) {
            script.add(line.replace("localhost:3001", "localhost:" + port));
            script.add("echo; echo '" + MARK + "'");
        }
        Path file = Files.write(home.resolve("typed.sh"), script);
        Path output = home.resolve("typed.out");
        try (Node bash =
                Node.start(
                        "bash",
                        Launcher.projectFolder(),
                        output,
                        Map.of(
                                "FLOWFORGE_HOME",
                                home.toString(),
                                "JAVA_HOME",
                                System.getProperty("java.home", "")),
                        List.of("bash", "-u", file.toString()))) {
            assertEquals(0, bash.awaitEnd(PATIENCE), bash.said());
        }
        String[] said = Files.readString(output).split(MARK, -1);
        return List.of(said).subList(0, said.length - 1).stream().map(String::strip).toList();
    }

    private static JsonNode data(String answer) throws Exception {
        return Json.parse(answer).path("data");
    }

    private static void assertStatus(String status, String id, String answer) throws Exception {
        assertEquals(id, data(answer).path("id").asString(""), answer);
        assertEquals(status, data(answer).path("status").asString(""), answer);
    }
}
