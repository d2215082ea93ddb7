package io.flowkeep.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.flowkeep.auth.Expiry;
import io.flowkeep.auth.Grant;
import io.flowkeep.auth.TokenIdentity;
import io.flowkeep.auth.TokenIssuer;
import io.flowkeep.auth.TokenQuotas;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.neighbours.FakeIam;
import io.flowkeep.neighbours.FakePlatform;
import io.flowkeep.storage.sql.SqlTokenStore;
import io.flowkeep.storage.sqlite.SqliteDatabase;
import io.flowkeep.storage.sqlite.SqliteSchema;
import io.flowkeep.storage.sqlite.SqliteSettings;
import io.flowkeep.testing.Await;
import io.flowkeep.testing.TestServer;
import io.flowkeep.testing.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Operators' tokens beside a platform and Identity Management that hand out all others: made in the
 * database file, as the command line does, while the server runs. Every neighbour that a server can
 * have writes down what it gets.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class OperatorTokensTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final String FILE = "/v1/files/t1/p1/x";
    private static final Set<String> ALL =
            Set.of("flows.read", "flows.write", "flows.control", "flows.bulk");

    @TempDir private Path home;
    private final FakePlatform platform = FakePlatform.start();
    private final FakeIam iam = FakeIam.start();
    private final List<String> others = new CopyOnWriteArrayList<>();
    private HttpServer neighbour;
    private TestServer server;
    private Wire wire;

    @BeforeEach
    void start() throws IOException {
        neighbour =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        neighbour.createContext("/", this::answer);
        neighbour.start();
        String url = "http://127.0.0.1:" + neighbour.getAddress().getPort();
        server =
                TestServer.start(
                        home,
                        """
                        base_url: %s
                        driver: {type: localfs, options: {root: root}}
                        context: {type: db}
                        flows:
                          storage: {type: memory}
                          components_url: "%s"
                          secrets_url: "%s"
                          logging_url: "%s"
                        iam: {basic_url: "%s", oidc_url: "%s", token: %s}
                        """
                                .formatted(
                                        platform.baseUrl(),
                                        url,
                                        url,
                                        url,
                                        iam.basicEndpoint(),
                                        iam.oidcEndpoint(),
                                        FakeIam.SERVICE_TOKEN));
        wire = new Wire(server.port());
    }

    @AfterEach
    void stop() {
        wire.close();
        server.close();
        neighbour.stop(0);
        iam.close();
        platform.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            others.add(
                    exchange.getRequestURI()
                            + " "
                            + exchange.getRequestHeaders().getFirst("authorization"));
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private SqliteDatabase database() {
        return SqliteDatabase.open(
                home.resolve("var/flowkeep.db"), SqliteSchema.TOKENS, SqliteSettings.durable());
    }

    private TokenIssuer.Issued issue(Grant grant, TokenIdentity identity) {
        try (SqliteDatabase database = database()) {
            return new TokenIssuer(
                            new SqlTokenStore(database), InstantSource.system(), new SecureRandom())
                    .issueToOperator(grant, identity, TokenQuotas.FROM_CONFIG, new Expiry.Never());
        }
    }

    private String token(Grant grant, TokenIdentity identity) {
        return issue(grant, identity).secret().secret();
    }

    private void assertNobodyWasAsked() {
        assertEquals(List.of(), platform.calls());
        assertEquals(List.of(), iam.calls());
        assertTrue(others.stream().noneMatch(call -> call.contains("fko_")), others::toString);
    }

    @Test
    void a_plain_one_opens_no_project_and_no_flow() throws Exception {
        String token = token(new Grant.IdentityOnly(), TokenIdentity.NONE);
        assertEquals(401, wire.put(token, FILE, new byte[1]).status());
        assertEquals(401, wire.get(token, FILE).status());
        assertEquals(401, wire.get(token, "/v1/quota/t1/p1").status());
        assertEquals(401, wire.get(token, "/v1/quota/t1").status());
        assertEquals(401, wire.get(token, "/v1/context/p1/cache").status());
        for (String kind : List.of("", "basic", "oidc", "other")) {
            assertEquals(401, wire.get(token, "/flows", "x-auth-type", kind).status());
        }
        assertNobodyWasAsked();
    }

    @Test
    void one_for_a_project_opens_its_files_and_context_and_no_other_s() throws Exception {
        String token = token(new Grant.OfProject(new ProjectId("p1")), TokenIdentity.NONE);
        assertEquals(200, wire.put(token, FILE, new byte[10]).status());
        assertEquals(10, wire.get(token, FILE).body().length);
        assertEquals(200, wire.get(token, "/v1/context/p1/cache").status());
        assertEquals(401, wire.get(token, "/v1/files/t1/p2/x").status());
        assertEquals(401, wire.get(token, "/v1/context/p2/cache").status());
        assertEquals(401, wire.get(token, "/flows").status());
        assertNobodyWasAsked();
    }

    @Test
    void one_for_a_tenant_opens_its_flows_and_asks_no_neighbour_about_them() throws Exception {
        String mine = new FlowClient(wire, "u1").create(FlowBodies.small("a"));
        String foreign = new FlowClient(wire, "u3").create(FlowBodies.small("b"));
        assertEquals(2, others.size(), "components are asked for with a user's token");
        int calls = iam.calls().size();
        String token =
                token(
                        new Grant.IdentityOnly(),
                        new TokenIdentity("", "5f0000000000000000000a01", ALL));
        FlowClient operator = new FlowClient(wire, token);
        assertEquals(200, operator.find(mine).status());
        assertEquals(404, operator.find(foreign).status());
        assertEquals(1, operator.list("").json().path("data").size());
        Wire.Answer created = operator.tryToCreate(FlowBodies.small("c"));
        assertEquals(201, created.status());
        assertEquals(
                "199 flowkeep \"component repository could not be asked\"",
                created.header("warning"));
        assertEquals(200, operator.start(mine).status());
        assertEquals(200, wire.get(token, "/flows/" + mine + "/steps/n1/logs").status());
        assertTrue(others.getLast().endsWith(" Bearer " + FakeIam.SERVICE_TOKEN));
        assertEquals(401, wire.get(token, FILE).status());
        assertEquals(calls, iam.calls().size());
        assertEquals(List.of(), platform.calls());
        assertTrue(others.stream().noneMatch(call -> call.contains("fko_")), others::toString);
    }

    @Test
    void one_that_is_revoked_cut_off_or_made_up_is_nobody_else_s_business() throws Exception {
        TokenIssuer.Issued issued =
                issue(new Grant.OfProject(new ProjectId("p1")), TokenIdentity.NONE);
        String token = issued.secret().secret();
        assertEquals(200, wire.put(token, FILE, new byte[1]).status());
        try (SqliteDatabase database = database()) {
            assertTrue(new SqlTokenStore(database).revoke(issued.stored().id(), Instant.now()));
        }
        Await.within(SECOND, () -> wire.get(token, FILE).status() == 401);
        for (String bad :
                List.of(token, token.substring(0, 20), "fko_", "fko_~p1", "\"" + token + "\"")) {
            assertEquals(401, wire.get(bad, FILE).status(), bad);
            assertEquals(401, wire.get(bad, "/flows").status(), bad);
            assertEquals(401, wire.get(bad, "/flows", "x-auth-type", "oidc").status(), bad);
        }
        assertNobodyWasAsked();
    }

    @Test
    void the_operators_routes_are_open_to_them_and_to_nobody_that_a_neighbour_knows()
            throws Exception {
        String route = "/v1/operator/usage/recount";
        String token = token(new Grant.IdentityOnly(), TokenIdentity.NONE);
        Files.createDirectories(home.resolve("root/t1/p1"));
        Files.write(home.resolve("root/t1/p1/x"), new byte[5]);
        Wire.Answer answer = wire.post(token, route + "?project=p1", "");
        assertEquals(200, answer.status());
        assertEquals(5, answer.json().path("projects").path(0).path("after").intValue());
        for (String client : List.of("std~p1", "e401~p1", "u1", "unknown", "fk_x")) {
            assertEquals(403, wire.post(client, route, "").status(), client);
        }
        assertEquals(401, wire.post("fko_x", route, "").status());
        assertNobodyWasAsked();
    }

    @Test
    void others_are_asked_about_as_before_and_no_database_of_tokens_is_made() throws Exception {
        assertEquals(200, wire.put("std~p1", FILE, new byte[1]).status());
        assertEquals(200, wire.get("u1", "/flows").status());
        assertEquals(1, platform.calls().size());
        assertEquals(1, iam.calls().size());
        assertEquals(401, wire.get("fko_x", FILE).status());
        assertFalse(Files.exists(home.resolve("var/flowkeep.db")));
    }
}
