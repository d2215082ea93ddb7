package io.flowkeep.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.auth.BearerToken;
import io.flowkeep.auth.Expiry;
import io.flowkeep.auth.Grant;
import io.flowkeep.auth.OperatorAuthority;
import io.flowkeep.auth.TokenIdentity;
import io.flowkeep.auth.TokenIssuer;
import io.flowkeep.auth.TokenQuotas;
import io.flowkeep.auth.http.OperatorGate;
import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.files.Recounts;
import io.flowkeep.files.http.RecountRoutes;
import io.flowkeep.files.http.RecountedJson;
import io.flowkeep.http.HttpShell;
import io.flowkeep.http.RawClient;
import io.flowkeep.http.ShellParts;
import io.flowkeep.http.ShellSettings;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import io.flowkeep.json.Json;
import io.flowkeep.openapi.OpenApiCheck;
import io.flowkeep.storage.memory.MemoryTokenStore;
import io.flowkeep.testing.Await;
import io.flowkeep.testing.Wire;
import io.flowkeep.testing.Wire.Answer;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The operator's route over a real socket, with made-up files behind it. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class RecountRouteTest {
    private static final String ROUTE = "/v1/operator/usage/recount";
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final TeamId T1 = new TeamId("t1");
    private static final OpenApiCheck DOCUMENT = new OpenApiCheck();

    private final MemoryTokenStore store = new MemoryTokenStore();
    private final TokenIssuer issuer =
            new TokenIssuer(store, Clock.systemUTC(), new SecureRandom());
    private final MadeUp recounts = new MadeUp();
    private final String operator =
            secret(
                    issuer.issueToOperator(
                                    new Grant.IdentityOnly(),
                                    TokenIdentity.NONE,
                                    TokenQuotas.USUAL,
                                    new Expiry.Never())
                            .secret());
    private final String project =
            secret(
                    issuer.issue(
                                    new Grant.OfProject(new ProjectId("p1")),
                                    TokenQuotas.USUAL,
                                    new Expiry.Never())
                            .secret());
    private HttpShell shell;
    private Wire wire;

    private static String secret(BearerToken token) {
        return token.secret();
    }

    /** As many projects as the test says, each of which has grown by its number. */
    private static final class MadeUp implements Recounts {
        private final Semaphore mayEnd = new Semaphore(Integer.MAX_VALUE);
        private final AtomicInteger counted = new AtomicInteger();
        private volatile int projects = 3;
        private volatile int breaksAfter = Integer.MAX_VALUE;

        @Override
        public Recounted recount(ProjectId project) {
            if (breaksAfter == 0) {
                throw new StoreUnavailable("/srv/secret is away", null);
            }
            return new Recounted(project, Map.of(T1, 7L), Map.of(T1, 5L));
        }

        @Override
        public void recountAll(Consumer<Recounted> each) {
            mayEnd.acquireUninterruptibly();
            for (int i = 0; i < projects; i++) {
                if (i == breaksAfter) {
                    throw new StoreUnavailable("/srv/secret is away", null);
                }
                counted.incrementAndGet();
                each.accept(
                        new Recounted(new ProjectId("p" + i), Map.of(T1, 1L), Map.of(T1, 1L + i)));
            }
        }
    }

    @BeforeEach
    void start() throws IOException {
        OperatorGate gate =
                new OperatorGate(
                        new OperatorAuthority(
                                store,
                                OperatorAuthority.Clients.BUILT_IN,
                                Clock.systemUTC(),
                                System::nanoTime));
        shell =
                HttpShell.start(
                        new ShellSettings(
                                "127.0.0.1", 0, 100, 16 * 1024, SOON, SOON, Duration.ZERO),
                        new ShellParts(
                                Clock.systemUTC(),
                                System::nanoTime,
                                () -> "id",
                                BearerToken::isWellFormed,
                                _ -> {}),
                        List.of(),
                        new RecountRoutes(gate, recounts).routes());
        wire = new Wire(shell.port());
    }

    @AfterEach
    void stop() {
        wire.close();
        shell.stop();
    }

    private Answer post(String token, String query) throws IOException, InterruptedException {
        Answer answer = wire.post(token, ROUTE + query, "");
        DOCUMENT.assertDescribed(
                "POST",
                ROUTE + query,
                answer.status(),
                answer.header("content-type"),
                answer.body());
        assertEquals("nosniff", answer.header("x-content-type-options"));
        return answer;
    }

    @Test
    void all_projects_are_counted_and_told() throws Exception {
        Answer answer = post(operator, "");
        assertEquals(200, answer.status());
        assertEquals(
                """
                {"projects":[{"project":"p0","changed":false,"before":1,"after":1,"teams":[]},
                {"project":"p1","changed":true,"before":1,"after":2,\
                "teams":[{"team":"t1","before":1,"after":2}]},
                {"project":"p2","changed":true,"before":1,"after":3,\
                "teams":[{"team":"t1","before":1,"after":3}]}],
                "counted":3,"changed":2,"complete":true}\
                """,
                answer.text());
    }

    @Test
    void one_project_is_counted() throws Exception {
        Answer answer = post(operator, "?project=p%20x");
        assertEquals(200, answer.status());
        assertEquals(
                "{\"projects\":[{\"project\":\"p x\",\"changed\":true,\"before\":7,\"after\":5,"
                        + "\"teams\":[{\"team\":\"t1\",\"before\":7,\"after\":5}]}],"
                        + "\"counted\":1,\"changed\":1,\"complete\":true}",
                answer.text());
        assertEquals(0, recounts.counted.get());
    }

    @Test
    void no_project_at_all_is_an_answer_too() throws Exception {
        recounts.projects = 0;
        assertEquals(
                "{\"projects\":[],\n\"counted\":0,\"changed\":0,\"complete\":true}",
                post(operator, "").text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"?project=", "?project", "?project=..", "?project=a&project=b"})
    void what_names_no_project_is_400_and_counts_nothing(String query) throws Exception {
        assertEquals(400, post(operator, query).status());
        assertEquals(0, recounts.counted.get());
    }

    @Test
    void other_tokens_are_kept_out_without_a_word_about_them() throws Exception {
        Answer forbidden = post(project, "");
        assertEquals(403, forbidden.status());
        assertEquals("{\"code\":\"forbidden\",\"error\":\"forbidden\"}", forbidden.text());
        for (String bad : List.of("x", "fk_x", "fko_x", operator + "x")) {
            assertEquals(401, post(bad, "").status(), bad);
        }
        assertEquals(401, post("", "").status());
        assertEquals(405, wire.get(operator, ROUTE).status());
        assertEquals(0, recounts.counted.get());
    }

    @Test
    void ten_thousand_projects_are_told_of_as_they_are_counted() throws Exception {
        recounts.projects = 10_000;
        Answer answer = post(operator, "");
        assertEquals(10_000, answer.json().path("projects").size());
        assertEquals(9_999, answer.json().path("changed").intValue());
        assertTrue(answer.json().path("complete").booleanValue());
        assertEquals("chunked", answer.header("transfer-encoding"));
    }

    @Test
    void a_store_that_fails_on_the_way_leaves_an_answer_that_says_so() throws Exception {
        recounts.breaksAfter = 2;
        Answer answer = post(operator, "");
        assertEquals(200, answer.status());
        JsonNode json = answer.json();
        assertEquals(2, json.path("projects").size());
        assertEquals(2, json.path("counted").intValue());
        assertEquals("Storage is not available", json.path("error").stringValue());
        assertTrue(!json.path("complete").booleanValue() && !answer.text().contains("secret"));
    }

    @Test
    void a_store_that_fails_for_one_project_is_503() throws Exception {
        recounts.breaksAfter = 0;
        assertEquals(503, post(operator, "?project=p1").status());
        recounts.breaksAfter = Integer.MAX_VALUE;
        for (int i = 0; i < 10; i++) { // no place is lost
            assertEquals(200, post(operator, "?project=p1").status());
        }
    }

    @Test
    void more_at_once_than_there_are_places_are_sent_away_until_one_is_free() throws Exception {
        recounts.mayEnd.acquireUninterruptibly(Integer.MAX_VALUE);
        List<Thread> waiting = new ArrayList<>();
        CountDownLatch ended = new CountDownLatch(4);
        for (int i = 0; i < 4; i++) {
            waiting.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    assertEquals(200, post(operator, "").status());
                                    ended.countDown();
                                } catch (IOException | InterruptedException e) {
                                    throw new AssertionError(e);
                                }
                            }));
        }
        Await.within(SOON, () -> recounts.mayEnd.getQueueLength() == 4);
        Answer busy = post(operator, "");
        assertEquals(503, busy.status());
        assertEquals("5", busy.header("retry-after"));
        assertEquals(401, post("fko_x", "").status());
        recounts.mayEnd.release(4);
        for (Thread each : waiting) {
            each.join();
        }
        assertEquals(0, ended.getCount());
        recounts.mayEnd.release(1);
        assertEquals(200, post(operator, "").status());
    }

    @Test
    void an_operator_who_leaves_ends_the_counting() throws Exception {
        recounts.projects = Integer.MAX_VALUE;
        try (RawClient client = new RawClient(shell.port())) {
            client.send(
                    "POST "
                            + ROUTE
                            + " HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\nauthorization: Bearer "
                            + operator
                            + "\r\n\r\n");
            Await.within(SOON, () -> recounts.counted.get() > 100);
        }
        Await.within(SOON, () -> shell.requestsUnderWay() == 0);
        int counted = recounts.counted.get();
        Thread.sleep(50);
        assertEquals(counted, recounts.counted.get());
    }

    @Test
    void a_project_with_endless_teams_is_told_of_in_a_few_lines() throws Exception {
        Map<TeamId, Long> before = new LinkedHashMap<>();
        IntStream.range(0, 5000).forEach(i -> before.put(new TeamId("t".repeat(240) + i), 1L));
        String json =
                Json.text(
                        RecountedJson.project(
                                new Recounts.Recounted(new ProjectId("p1"), before, Map.of())));
        assertTrue(json.length() < 60_000, () -> "" + json.length());
        assertTrue(json.contains("\"before\":5000,\"after\":0"), json);
        assertTrue(json.endsWith("\"teamsLeftOut\":4950}"), json);
        assertThrows(
                IllegalArgumentException.class,
                () -> new TeamId("t".repeat(256)),
                "or the bound would not hold");
    }
}
