package io.flowkeep.commands;

import io.flowkeep.auth.Expiry;
import io.flowkeep.auth.Grant;
import io.flowkeep.auth.TokenIdentity;
import io.flowkeep.auth.TokenQuotas;
import io.flowkeep.config.ByteSize;
import io.flowkeep.config.DurationText;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the arguments of {@code flowkeep token create}; null stands for an option that was not
 * given, as the command line library has it. Stateless.
 */
final class TokenArguments {
    /**
     * The usual permissions for flows; others may be given as well, since the operator can rename
     * them.
     */
    private static final List<String> KNOWN_PERMISSIONS =
            List.of(
                    "flows.read",
                    "flows.write",
                    "flows.control",
                    "flows.bulk",
                    "tenant.all",
                    "all");

    private static final String EVERYTHING = "all";

    /** What an operator may do with a tenant's flows by default. */
    private static final List<String> ABOUT_FLOWS =
            List.of("flows.read", "flows.write", "flows.control", "flows.bulk");

    private static final Duration LONGEST_LIFE = Duration.ofDays(36_525);

    private TokenArguments() {}

    /** An invalid argument; the message is for the person who typed it. */
    static final class Misuse extends RuntimeException {
        private static final long serialVersionUID = 1;

        Misuse(String message) {
            super(message);
        }
    }

    static Grant grant(
            boolean admin,
            @Nullable String project,
            @Nullable String team,
            TokenIdentity identity) {
        if (admin) {
            if (project != null || team != null) {
                throw new Misuse("--admin opens everything; leave out --project and --team");
            }
            return new Grant.Everything();
        }
        Optional<ProjectId> projectId = Optional.ofNullable(project).map(TokenArguments::project);
        Optional<TeamId> teamId = Optional.ofNullable(team).map(TokenArguments::team);
        if (projectId.isPresent() && teamId.isPresent()) {
            return new Grant.OfProjectInTeam(projectId.get(), teamId.get());
        }
        return projectId
                .<Grant>map(Grant.OfProject::new)
                .or(() -> teamId.map(Grant.OfTeam::new))
                .or(() ->
                        identity.isNobody()
                                ? Optional.empty()
                                : Optional.of(new Grant.IdentityOnly()))
                .orElseThrow(() ->
                        new Misuse(
                                "say what the token opens: --project, --team or --admin,"
                                        + " or who it stands for: --sub"));
    }

    static TokenIdentity identity(
            boolean admin,
            @Nullable String sub,
            @Nullable String tenant,
            @Nullable List<String> permissions) {
        Set<String> may = permissions == null ? Set.of() : Set.copyOf(permissions);
        if (sub == null && tenant != null) {
            throw new Misuse("--tenant is the tenant of a user; say which with --sub");
        }
        if (admin && !may.isEmpty()) {
            throw new Misuse("--admin may do everything; leave out --permission");
        }
        if (sub == null && !may.isEmpty()) {
            throw new Misuse("--permission is what a user may do; say which with --sub");
        }
        if (sub == null) {
            return TokenIdentity.NONE;
        }
        if (!admin && may.isEmpty()) {
            throw new Misuse(
                    "say what '"
                            + sub
                            + "' may do: --permission "
                            + String.join(", --permission ", KNOWN_PERMISSIONS));
        }
        may.forEach(TokenArguments::requirePermission);
        String ofTenant = tenant == null ? "" : name("--tenant", tenant);
        return new TokenIdentity(name("--sub", sub), ofTenant, may);
    }

    /** What an operator's token opens besides the operators' routes. */
    static Grant operatorsGrant(@Nullable String project, @Nullable String team) {
        if (project == null && team != null) {
            throw new Misuse("--operator opens one project at most; say which with --project");
        }
        return project == null
                ? new Grant.IdentityOnly()
                : grant(false, project, team, TokenIdentity.NONE);
    }

    /** Whose flows an operator's token opens: those of a tenant, or of one of its users. */
    static TokenIdentity operatorsIdentity(
            boolean admin,
            @Nullable String sub,
            @Nullable String tenant,
            @Nullable List<String> permissions) {
        if (admin) {
            throw new Misuse(
                    "--admin opens everything, --operator only what it is made for; choose one");
        }
        Set<String> may = permissions == null ? Set.of() : Set.copyOf(permissions);
        if (tenant == null) {
            if (sub != null || !may.isEmpty()) {
                throw new Misuse("say whose flows an operator's token opens: --tenant");
            }
            return TokenIdentity.NONE;
        }
        may.forEach(TokenArguments::requirePermission);
        if (may.contains(EVERYTHING)) {
            throw new Misuse(
                    "--permission all opens the flows of every tenant; --operator opens one's");
        }
        return new TokenIdentity(
                sub == null ? "" : name("--sub", sub),
                name("--tenant", tenant),
                may.isEmpty() ? Set.copyOf(ABOUT_FLOWS) : may);
    }

    private static void requirePermission(String text) {
        if (!TokenIdentity.isPermission(text)) {
            throw misuse(
                    "--permission", text, "no permission: 1 to 100 letters, digits, dots, - and _");
        }
    }

    private static String name(String option, String text) {
        if (!TokenIdentity.isName(text)) {
            throw misuse(option, text, "no id: 1 to 255 characters without blanks");
        }
        return text;
    }

    private static ProjectId project(String text) {
        return ProjectId.parse(text).orElseThrow(() -> unsafe("--project", text));
    }

    private static TeamId team(String text) {
        return TeamId.parse(text).orElseThrow(() -> unsafe("--team", text));
    }

    private static Misuse unsafe(String option, String text) {
        return misuse(
                option,
                text,
                "no id: 1 to 255 bytes, no dot in front, no '..', none of / \\ ? # %");
    }

    private static Misuse misuse(String option, String text, String wrong) {
        return new Misuse(option + " '" + text + "': " + wrong);
    }

    static TokenQuotas quotas(Grant grant, @Nullable String files, @Nullable String context) {
        if (grant instanceof Grant.IdentityOnly && (files != null || context != null)) {
            throw new Misuse("quotas are for files and context; the token opens none");
        }
        TokenQuotas unsaid =
                switch (grant) {
                    case Grant.Everything _, Grant.IdentityOnly _ -> TokenQuotas.FROM_CONFIG;
                    case Grant.OfProject _, Grant.OfTeam _, Grant.OfProjectInTeam _ ->
                            TokenQuotas.USUAL;
                };
        return new TokenQuotas(
                files == null ? unsaid.fileBytes() : bytes("--file-quota", files),
                context == null ? unsaid.contextBytes() : bytes("--context-quota", context));
    }

    private static long bytes(String option, String text) {
        return read(option, text, ByteSize::parse).bytes();
    }

    static Expiry expiry(@Nullable String text, Instant now) {
        if (text == null) {
            return new Expiry.Never();
        }
        Duration life = read("--expires", text, DurationText::parse);
        if (life.isZero() || life.isNegative()) {
            throw misuse("--expires", text, "over already");
        }
        if (life.compareTo(LONGEST_LIFE) > 0) {
            throw misuse("--expires", text, "more than 100 years");
        }
        return new Expiry.At(now.plus(life));
    }

    private static <T> T read(String option, String text, Function<String, T> reader) {
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException e) {
            throw misuse(option, text, String.valueOf(e.getMessage()));
        }
    }
}
