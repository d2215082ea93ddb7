package io.flowkeep.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.flowkeep.http.RawClient;
import io.flowkeep.neighbours.FakeIam;
import io.flowkeep.openapi.OpenApiCheck;
import io.flowkeep.testing.TestServer;
import io.flowkeep.testing.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every answer of the flows face carries, whatever it says, and what none may tell. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class EveryFlowAnswerTest {
    private static final String PAGE_POLICY = "default-src 'none'";
    private static final OpenApiCheck DOCUMENT = new OpenApiCheck();

    @TempDir private static Path home;
    private static FakeIam iam;
    private static TestServer server;
    private static String flow;
    private static String running;

    @BeforeAll
    static void start() throws Exception {
        iam = FakeIam.start();
        server = TestServer.start(home, yaml());
        try (Wire wire = new Wire(server.port())) {
            FlowClient user = new FlowClient(wire, "u1");
            flow = user.create(FlowBodies.small("a"));
            running = user.create(FlowBodies.small("b"));
            assertEquals(200, user.start(running).status());
        }
    }

    private static String yaml() {
        return """
        flows:
          storage: {type: sqlite}
          max_body: 2KiB
          logging_url: http://127.0.0.1:1
          origins: http://known
        events: {type: inprocess, stand_in: false}
        iam: {basic_url: "%s", token: %s}
        """
                .formatted(iam.basicEndpoint(), FakeIam.SERVICE_TOKEN);
    }

    @AfterAll
    static void stop() {
        server.close();
        iam.close();
    }

    @ParameterizedTest(name = "{0} {1} {2} {3} is {4}")
    @CsvSource(
            delimiter = ' ',
            value = {
                "GET /healthcheck - - 200",
                "HEAD /healthcheck - - 200",
                "OPTIONS /healthcheck - - 200",
                "OPTIONS / - - 204",
                "OPTIONS /flows - - 204",
                "GET /flows u1 - 200",
                "HEAD /flows u1 - 200",
                "GET /flows/{flow} u1 - 200",
                "GET /flows/{flow}/status u1 - 200",
                "PATCH /flows/{flow} u1 {} 200",
                "PATCH /flows/bulk u1 [] 200",
                "POST /flows u1 [] 201",
                "POST /flows/multiple/start u1 [] 200",
                "GET /flows - - 401",
                "GET /flows iam500 - 401",
                "GET /flows nobody - 401",
                "GET /flows noperm - 403",
                "POST /flows ro {} 403",
                "POST /flows/{flow}/start ro - 403",
                "GET /flows?page[number]=x u1 - 200",
                "GET /flows/x u1 - 400",
                "GET /flows/%zz u1 - 400",
                "GET /flows/%00 u1 - 400",
                "GET /flows/..%2F..%2Fx u1 - 400",
                "GET /flows/000000000000000000000000 u1 - 404",
                "GET /flows/{flow}/steps/s/logs u1 - 502",
                "GET /flows/{flow}/steps/..%2Fx/logs u1 - 400",
                "POST /flows u1 { 400",
                "POST /flows u1 {} 400",
                "PATCH /flows/{running} u1 {} 409",
                "DELETE /flows/{running} u1 - 409",
                "POST /flows/{running}/start u1 - 200",
                "POST /flows u1 LARGE 413",
                "PUT /flows u1 {} 404",
                "GET /flows/a/b/c u1 - 404",
                "GET /nowhere - - 404",
                "GET /etc/passwd u1 - 404",
            })
    void it_has_the_security_headers_and_an_id_and_names_no_folder_of_the_server(
            String method, String path, String token, String body, int status) throws IOException {
        String target = path.replace("{flow}", flow).replace("{running}", running);
        check(server, request(method, target, token, body), status);
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "'GET /flows HTTP/1.1|host: x|origin: http://unknown||', 500",
        "'GET /flows HTTP/1.1|host: x|origin: http://known|authorization: Bearer u1||', 200",
        "'GET /flows HTTP/1.1|host: x|authorization: Basic eDp5||', 401",
        "'GET /flows/FLOW HTTP/1.1|host: x|authorization: Bearer u1|if-none-match: *||', 304",
        "'DELETE /flows/FLOW HTTP/1.1|host: x|authorization: Bearer u1|if-match: \"x\"||', 412",
        "'POST /flows HTTP/1.1|host: x|authorization: Bearer u1|content-type: application/json|"
                + "content-encoding: x|content-length: 2||{}', 415",
        "'POST /flows HTTP/1.1|host: x|authorization: Bearer u1|"
                + "content-type: application/json; charset=x|content-length: 2||{}', 415",
    })
    void so_have_the_answers_to_odd_requests(String request, int status) throws IOException {
        check(server, request.replace("|", "\r\n").replace("FLOW", flow), status);
    }

    @Test
    void so_have_the_answers_of_a_server_whose_database_is_damaged() throws Exception {
        Path own = Files.createDirectories(home.resolve("damaged"));
        try (TestServer damaged = TestServer.start(own, yaml())) {
            String url = "jdbc:sqlite:" + own.resolve("var/flows.db");
            try (Connection connection = DriverManager.getConnection(url);
                    Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA foreign_keys = off");
                statement.execute("DROP TABLE flows");
            }
            check(damaged, request("GET", "/flows/" + flow, "u1", "-"), 500);
            check(damaged, request("POST", "/flows", "u1", FlowBodies.small("a")), 500);
        }
    }

    private static String request(String method, String path, String token, String body) {
        String sent =
                switch (body) {
                    case "-" -> "";
                    case "LARGE" -> "\"" + "x".repeat(3000) + "\"";
                    default -> body;
                };
        return method
                + " "
                + path
                + " HTTP/1.1\r\nhost: x\r\n"
                + (token.equals("-") ? "" : "authorization: Bearer " + token + "\r\n")
                + (sent.isEmpty()
                        ? ""
                        : "content-type: application/json\r\ncontent-length: "
                                + sent.length()
                                + "\r\n")
                + "\r\n"
                + sent;
    }

    private static void check(TestServer asked, String request, int status) throws IOException {
        String[] words = request.split(" ", 3);
        RawClient.Answer answer;
        try (RawClient client = new RawClient(asked.port())) {
            client.send(request.getBytes(StandardCharsets.UTF_8));
            answer = client.read(!words[0].equals("HEAD"));
        }
        assertEquals(status, answer.status(), answer.text());
        if (answer.text().startsWith("<!DOCTYPE html>")) {
            AnswerCheck.check(answer, home, PAGE_POLICY);
        } else {
            AnswerCheck.check(answer, home);
        }
        DOCUMENT.assertDescribed(
                words[0],
                words[1],
                status,
                answer.header("content-type").orElse(""),
                answer.body());
    }
}
