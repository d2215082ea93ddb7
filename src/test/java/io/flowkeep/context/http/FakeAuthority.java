package io.flowkeep.context.http;

import io.flowkeep.auth.Access;
import io.flowkeep.auth.Authority;
import io.flowkeep.auth.BearerToken;
import io.flowkeep.auth.Caller;
import io.flowkeep.auth.Quotas;
import io.flowkeep.auth.Quotas.ContextLimit;
import io.flowkeep.auth.TeamAccess;
import io.flowkeep.auth.TeamReach;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import java.util.OptionalLong;

/** Takes tokens of the recorded cases, {@code <mode>~<project>}. */
final class FakeAuthority implements Authority {
    @Override
    public Access check(BearerToken token, ProjectId project) {
        String[] parts = token.secret().split("~", -1);
        return parts.length == 2 && parts[1].equals(project.text())
                ? new Access.Allowed(
                        new Caller(
                                project,
                                new Quotas(OptionalLong.empty(), limit(parts[0])),
                                new TeamReach.AnyTeam()))
                : new Access.Refused();
    }

    private static ContextLimit limit(String mode) {
        return switch (mode) {
            case "std" -> new ContextLimit.Bytes(1 << 20);
            case "q1000" -> new ContextLimit.Bytes(1000);
            case "zero", "qnull" -> new ContextLimit.FromConfig();
            case "noq", "fileonly" -> new ContextLimit.Unsaid();
            default -> throw new IllegalArgumentException("unknown mode " + mode);
        };
    }

    @Override
    public TeamAccess checkTeam(BearerToken token, TeamId team) {
        return new TeamAccess.Refused();
    }
}
