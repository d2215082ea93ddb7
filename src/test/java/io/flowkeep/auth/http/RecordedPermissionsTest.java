package io.flowkeep.auth.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.flowkeep.auth.AuthorityWatch;
import io.flowkeep.auth.CachedIdentities;
import io.flowkeep.auth.FlowPermissions;
import io.flowkeep.auth.Identity;
import io.flowkeep.auth.IntrospectionKind;
import io.flowkeep.auth.Principal;
import io.flowkeep.json.Json;
import io.flowkeep.json.JsonSyntaxException;
import io.flowkeep.neighbours.FakeIam;
import io.flowkeep.neighbours.IamIntrospection;
import io.flowkeep.neighbours.IamSettings;
import io.flowkeep.trust.Trust;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The way from a token to what it may do, with the recorded users. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class RecordedPermissionsTest {
    private final FakeIam iam = FakeIam.start();
    private final IamIntrospection introspection =
            new IamIntrospection(
                    iam.settings(IntrospectionKind.BASIC, IamSettings.DEADLINE),
                    Trust.ofJvm(),
                    System::nanoTime);
    private final CachedIdentities identities =
            new CachedIdentities(
                    introspection, Duration.ofSeconds(30), System::nanoTime, AuthorityWatch.NONE);

    @AfterEach
    void close() {
        introspection.close();
        iam.close();
    }

    private static List<JsonNode> recorded(String idStart) throws IOException, JsonSyntaxException {
        String path = "/contract/open-integration-hub-cases.jsonl";
        List<JsonNode> cases = new ArrayList<>();
        try (InputStream in =
                Objects.requireNonNull(RecordedPermissionsTest.class.getResourceAsStream(path))) {
            for (String line :
                    new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
                JsonNode recorded = Json.parse(line);
                if (recorded.get("id").stringValue().startsWith(idStart)) {
                    cases.add(recorded);
                }
            }
        }
        return cases;
    }

    private Principal principal(String token) {
        return switch (identities.identify(token, "")) {
            case Identity.Known(var principal) -> principal;
            case Identity.Refused(var message) -> throw new AssertionError(message);
        };
    }

    private static boolean may(Principal user, String action, FlowPermissions flows) {
        return switch (action) {
            case "list", "get" -> flows.mayRead(user);
            case "create", "patch", "delete" -> flows.mayWrite(user);
            case "createbulk" -> flows.mayWrite(user) && flows.mayCreateMany(user);
            case "patchbulk" -> flows.mayChangeMany(user);
            case "start", "stop", "mstart" -> flows.mayControl(user);
            default -> throw new AssertionError(action);
        };
    }

    /** The logs needed no permission then, and need one now. */
    @Test
    void who_was_let_in_is_let_in_and_nobody_else() throws Exception {
        int compared = 0;
        for (JsonNode recorded : recorded("perm-")) {
            String id = recorded.get("id").stringValue();
            String action = id.split("-", 3)[1];
            if (!action.equals("logs")) {
                Principal user = principal(recorded.get("token").stringValue());
                boolean letIn = recorded.get("status").intValue() != 403;
                assertEquals(letIn, may(user, action, FlowPermissions.USUAL), id);
                compared++;
            }
        }
        assertEquals(210, compared);
        assertEquals(21, iam.lookups());
    }

    @Test
    void renamed_permissions_let_in_whom_they_did() {
        FlowPermissions renamed =
                new FlowPermissions(
                        "tenant.flows.read", "tenant.flows.create", "flows.control", "flows.bulk");
        assertEquals(true, renamed.mayRead(principal("tadmin"))); // permenv-001
        assertEquals(false, renamed.mayRead(principal("u1"))); // permenv-002
        assertEquals(true, may(principal("tadmin"), "createbulk", renamed)); // permenv-003
    }

    @Test
    void many_requests_at_once_cost_one_look_up() throws Exception {
        iam.pause();
        List<Future<Principal>> running = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Stream.generate(() -> "u1")
                    .limit(50)
                    .forEach(token -> running.add(threads.submit(() -> principal(token))));
            while (iam.lookups() == 0) {
                Thread.sleep(1);
            }
            Thread.sleep(50); // time for a second look-up to come in, if there were one
            iam.goOn();
            for (Future<Principal> one : running) {
                assertEquals("5e0000000000000000000011", one.get().sub());
            }
        }
        assertEquals(1, iam.lookups());
    }

    @Test
    void a_neighbour_that_comes_back_is_asked_again_at_once() {
        iam.setAway(true);
        assertEquals(Identity.FAILED, identities.identify("u1", ""));
        iam.setAway(false);
        assertEquals("5e0000000000000000000011", principal("u1").sub());
        iam.revoke("ro");
        assertEquals(Identity.UNKNOWN, identities.identify("ro", ""));
    }
}
