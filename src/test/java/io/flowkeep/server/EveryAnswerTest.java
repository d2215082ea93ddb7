package io.flowkeep.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.http.RawClient;
import io.flowkeep.neighbours.FakePlatform;
import io.flowkeep.openapi.OpenApiCheck;
import io.flowkeep.testing.House;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every answer carries, whatever it says, and what none may tell. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class EveryAnswerTest {
    private static final OpenApiCheck DOCUMENT = new OpenApiCheck();

    @TempDir private static Path home;
    private static House house;

    @BeforeAll
    static void start() throws IOException {
        house = House.withFilesAndContext(home, "files: {max_body: 2KiB}");
        Path project = Files.createDirectories(home.resolve("root/t1/p1"));
        Files.createDirectories(project.resolve("folder"));
        Files.writeString(project.resolve("file"), "content");
        Files.write(project.resolve("large"), new byte[40_000]);
        Files.createSymbolicLink(project.resolve("link"), home);
        Files.writeString(home.resolve("root/t1/p3"), "a file where a project should be");
    }

    @AfterAll
    static void stop() {
        house.close();
    }

    @ParameterizedTest(name = "{0} {1} {2} is {3}")
    @CsvSource(
            delimiter = ' ',
            value = {
                "GET /health - 200",
                "GET /readyz - 200",
                "GET /v1/files/t1/p1/file std 200",
                "GET /v1/files/t1/p1/large std 200",
                "HEAD /v1/files/t1/p1/large std 200",
                "GET /v1/files/t1/p1/folder/ std 200",
                "GET /v1/quota/t1/p1 std 200",
                "POST /v1/files/t1/p1/new std 200",
                "DELETE /v1/files/t1/p1/new std 200",
                "GET /v1/context/p1/cache std 200",
                "GET /v1/files/t1/p1/file - 401",
                "GET /nowhere - 401",
                "GET /v1/files/t1/p1/file e401 401",
                "GET /nowhere std 404",
                "PUT /v1/files/t1/p1/file std 405",
                "GET /v1/files/t1/p1/missing std 404",
                "GET /v1/files/t1/p1/missing/ std 404",
                "GET /v1/files/t1/p1/folder std 400",
                "DELETE /v1/files/t1/p1/missing std 400",
                "DELETE /v1/files/t1/p1/folder std 400",
                "GET /v1/files/t1/p1/file/below std 400",
                "DELETE /v1/files/t1/p1/file/below std 400",
                "POST /v1/files/t1/p1/file/below std 400",
                "POST /v1/files/t1/p1/file/further/below std 400",
                "POST /v1/files/t1/p1/folder std 400",
                "POST /v1/files/t1/p1/ std 400",
                "GET /v1/files/t1/p1/..%2F..%2Fx std 400",
                "GET /v1/files/t1/p1/link/x std 400",
                "POST /v1/files/t1/p1/link/x std 400",
                "GET /v1/files/t1/p1/x%00y std 400",
                "GET /v1/files/t1/p1/%zz std 400",
                "GET /v1/files/t1/../x std 400",
                "GET /v1/files/.flowkeep/p1/usage.db std 400",
                "GET /v1/files/t1/p3/x std3 400",
                "POST /v1/files/t1/p3/x std3 400",
                "GET /v1/quota/t1/p3 std3 200",
                "GET /v1/context/p1/global?key=[ std 200",
                "GET /v1/context/p1/global std 400",
                "GET /v1/context/p1/cache?cursor=x std 200",
            })
    void it_has_the_security_headers_and_an_id_and_names_no_folder_of_the_server(
            String method, String path, String token, int status) throws IOException {
        String body = method.equals("POST") ? "hello" : "";
        String request =
                method
                        + " "
                        + path
                        + " HTTP/1.1\r\nhost: x\r\n"
                        + authorization(token)
                        + (method.equals("POST")
                                ? "content-type: application/octet-stream\r\ncontent-length: 5\r\n"
                                : "")
                        + "\r\n"
                        + body;
        check(request, !method.equals("HEAD"), status);
    }

    private static String authorization(String token) {
        return switch (token) {
            case "-" -> "";
            case "std3" -> "authorization: Bearer std~p3\r\n";
            default -> "authorization: Bearer " + token + "~p1\r\n";
        };
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "'POST /v1/files/t1/p1/x HTTP/1.1|host: x|authorization: Bearer std~p1|"
                + "content-type: application/octet-stream|content-length: 5000||', 413",
        "'POST /v1/files/t1/p1/x HTTP/1.1|host: x|authorization: Bearer q1000~p1|"
                + "content-type: application/octet-stream|content-length: 1500||', 413",
        "'POST /v1/files/t1/p1/x HTTP/1.1|host: x|authorization: Bearer std~p1|"
                + "content-type: text/html|content-length: 1||x', 415",
        "'POST /v1/context/p1/s HTTP/1.1|host: x|authorization: Bearer std~p1|"
                + "content-type: application/json|content-length: 1||{', 400",
        "'GET /v1/files/t1/p1/file HTTP/1.1|host: x|authorization: Bearer std~p1|"
                + "if-match: \"x\"||', 412",
        "'GET /v1/files/t1/p1/file HTTP/1.1|host: x|authorization: Bearer std~p1|"
                + "if-none-match: *||', 304",
        "'GET /v1/files/t1/p1/file HTTP/1.1|host: x|authorization: Bearer std~p1|"
                + "range: bytes=99-||', 416",
        "'GET /v1/files/t1/p1/large HTTP/1.1|host: x|authorization: Bearer std~p1|"
                + "range: bytes=0-1,5-6||', 206",
        "'GET /health HTTP/1.1|host: x|x-filler: FILLER||', 431",
        "'GET /h\u00e9 HTTP/1.1|host: x||', 400",
        "'POST /v1/files/t1/p1/x HTTP/1.1|host: x|content-length: 5|"
                + "transfer-encoding: chunked||', 400",
    })
    void so_have_the_answers_to_odd_requests(String request, int status) throws IOException {
        check(request.replace("|", "\r\n").replace("FILLER", "x".repeat(20_000)), true, status);
    }

    @Test
    void so_has_the_answer_of_a_server_that_has_too_much_to_do() throws Exception {
        Path own = Files.createDirectories(home.resolve("busy"));
        String yaml = "driver: {type: memory}\nhttp: {max_requests: 1}";
        try (House busy = House.with(own, yaml);
                RawClient slow = new RawClient(busy.port())) {
            CountDownLatch asked = new CountDownLatch(1);
            CountDownLatch refused = new CountDownLatch(1);
            busy.platform()
                    .respond(
                            "held",
                            exchange -> {
                                asked.countDown();
                                refused.await();
                                FakePlatform.send(exchange, 200, "{}");
                            });
            slow.send(get("/v1/quota/t1/p1", "held"));
            assertTrue(asked.await(5, TimeUnit.SECONDS));
            try (RawClient second = new RawClient(busy.port())) {
                RawClient.Answer answer = second.send(get("/v1/quota/t1/p1", "std")).read();
                assertEquals(503, answer.status());
                assertTrue(answer.header("retry-after").isPresent());
                check(answer);
            }
            refused.countDown();
            assertEquals(200, slow.read().status());
        }
    }

    @Test
    void so_has_the_answer_of_a_server_that_cannot_write() throws Exception {
        Path own = Files.createDirectories(home.resolve("broken"));
        try (House broken = House.withFiles(own);
                RawClient client = new RawClient(broken.port())) {
            Files.delete(own.resolve("root/.flowkeep/tmp"));
            String head =
                    "POST /v1/files/t1/p1/x HTTP/1.1\r\nhost: x\r\n"
                            + authorization("std")
                            + "content-type: application/octet-stream\r\n"
                            + "content-length: 40000\r\n\r\n";
            RawClient.Answer answer = client.send(head).send(new byte[40_000]).read();
            assertEquals(503, answer.status(), answer.text());
            check(answer);
        }
    }

    private static String get(String path, String token) {
        return "GET " + path + " HTTP/1.1\r\nhost: x\r\n" + authorization(token) + "\r\n";
    }

    private static void check(String request, boolean hasBody, int status) throws IOException {
        RawClient.Answer answer;
        try (RawClient client = new RawClient(house.port())) {
            answer = client.send(request).read(hasBody);
        }
        assertEquals(status, answer.status(), answer.text());
        check(answer);
        String[] words = request.split(" ", 3);
        DOCUMENT.assertDescribed(
                words[0],
                words[1],
                status,
                answer.header("content-type").orElse(""),
                answer.body());
    }

    private static void check(RawClient.Answer answer) {
        AnswerCheck.check(answer, home);
    }
}
