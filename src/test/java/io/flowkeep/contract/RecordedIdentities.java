package io.flowkeep.contract;

import io.flowkeep.json.Json;
import io.flowkeep.neighbours.FakeIam;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Tokens that a real Identity Management had given out, taken from the recorded requests. */
final class RecordedIdentities {
    private static final String USER = "6b0244af3fe57ae629eeeb2f";
    private static final String TENANT = "6b0244af3fe57ae629eeeb19";

    private RecordedIdentities() {}

    /** Makes the stand-in know them. */
    static void introduce(FakeIam iam) {
        know(
                iam,
                "realiam-001",
                USER,
                List.of("flows.read", "flows.write", "flows.control", "flows.bulk"));
        know(iam, "realiam-003", "6b0244af3fe57ae629eeeb30", List.of("tenant.profile.read"));
        know(iam, "realiam-004", USER, List.of("flows.read"));
        know(iam, "realiam-005", "6b0244af3fe57ae629eeeb31", List.of("all"));
    }

    private static void know(FakeIam iam, String caseId, String user, List<String> permissions) {
        RecordedFlowCase recorded =
                RecordedFlowCase.all().stream()
                        .filter(each -> each.id().equals(caseId))
                        .findFirst()
                        .orElseThrow();
        String token =
                recorded.headers()
                        .path("authorization")
                        .stringValue()
                        .substring("Bearer ".length());
        ObjectNode account = Json.object().put("_id", user).put("tenant", TENANT);
        var given = account.putArray("permissions");
        permissions.forEach(given::add);
        iam.know(token, Json.text(account));
    }
}
