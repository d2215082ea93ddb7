package io.flowkeep.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.neighbours.FakeIam;
import io.flowkeep.neighbours.FakePlatform;
import io.flowkeep.storage.postgres.OwnPostgres;
import io.flowkeep.storage.postgres.Through;
import io.flowkeep.testing.Await;
import io.flowkeep.testing.TestServer;
import io.flowkeep.testing.Wire;
import io.flowkeep.testing.Wire.Answer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A whole server whose database takes no changes for a while: each session that begins meanwhile
 * only reads for all of its life, though those after it write.
 */
@ParameterizedClass
@EnumSource(Through.class)
@Tag("neighbours")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class PostgresReadOnlyTest {
    private static final Duration BACK = Duration.ofSeconds(6);
    private static final String SCOPE = "/v1/context/p1/global";

    @Parameter private Through through = Through.NOTHING;
    @TempDir private Path home;

    @Test
    void it_reads_says_what_is_away_and_writes_as_soon_as_new_sessions_can() throws Exception {
        try (OwnPostgres postgres = OwnPostgres.create(through);
                OwnPostgres elsewhere = OwnPostgres.create();
                Connection past = elsewhere.connect();
                Statement administrator = past.createStatement();
                FakePlatform platform = FakePlatform.start();
                FakeIam iam = FakeIam.start();
                TestServer server = TestServer.start(home, yaml(postgres, platform, iam));
                Wire wire = new Wire(server.port())) {
            String database = postgres.address().database();
            FlowClient user = new FlowClient(wire, "u1");
            String flow = user.create(FlowBodies.small("a"));
            assertEquals(200, set(wire, 1).status());

            administrator.execute(
                    "ALTER DATABASE " + database + " SET default_transaction_read_only = on");
            administrator.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '"
                            + database
                            + "'");
            Await.within(BACK, () -> set(wire, 2).status() == 503 && isRead(wire));
            Await.within(BACK, () -> wire.get("", "/readyz").status() == 503);
            Await.within(BACK, () -> together(() -> isRead(wire)));
            Answer ready = wire.get("", "/readyz");
            assertEquals("unavailable", ready.json().at("/parts/context").asString(""));
            assertEquals("unavailable", ready.json().at("/parts/flows").asString(""));
            Await.within(BACK, () -> wire.get("u1", "/flows/" + flow).status() == 200);
            assertEquals("a", user.flow(flow).path("name").asString(""));
            assertEquals(503, user.rename(flow, "b").status());

            administrator.execute(
                    "ALTER DATABASE " + database + " RESET default_transaction_read_only");
            Await.within(BACK, () -> wire.get("", "/readyz").status() == 200);
            if (through == Through.NOTHING) {
                assertTrue(allSet(wire), "no session of before is left");
            }
            Await.within(BACK, () -> allSet(wire));
            Await.within(BACK, () -> rename(user, flow));
            Await.within(BACK, () -> wire.get("", "/readyz").status() == 200);
        }
    }

    private static boolean rename(FlowClient user, String flow) throws Exception {
        return user.rename(flow, "b").status() == 200;
    }

    private static boolean isRead(Wire wire) throws Exception {
        Answer answer = wire.get("std~p1", SCOPE + "?key=a");
        return answer.status() == 200;
    }

    private static boolean allSet(Wire wire) throws Exception {
        for (int i = 0; i < 40; i++) {
            if (set(wire, i).status() != 200) {
                return false;
            }
        }
        return true;
    }

    /** Has as many sessions in use as there may be. */
    private static boolean together(Callable<Boolean> work) throws Exception {
        List<Future<Boolean>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 30; i++) {
                all.add(threads.submit(work));
            }
        }
        boolean isDone = true;
        for (Future<Boolean> each : all) {
            isDone &= each.get();
        }
        return isDone;
    }

    private static Answer set(Wire wire, int value) throws Exception {
        return wire.post("std~p1", SCOPE, "[{\"key\":\"a\",\"value\":" + value + "}]");
    }

    private static String yaml(OwnPostgres postgres, FakePlatform platform, FakeIam iam) {
        return """
        base_url: %s
        driver: {type: memory}
        context: {options: {type: postgres, %s}}
        flows:
          storage: {type: postgres, %s}
        events: {type: inprocess}
        iam: {basic_url: "%s", token: %s, cache: 1h}
        """
                .formatted(
                        platform.baseUrl(),
                        postgres.keys(),
                        postgres.keys(),
                        iam.basicEndpoint(),
                        FakeIam.SERVICE_TOKEN);
    }
}
