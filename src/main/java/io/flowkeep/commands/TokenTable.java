package io.flowkeep.commands;

import io.flowkeep.auth.Expiry;
import io.flowkeep.auth.Grant;
import io.flowkeep.auth.StoredToken;
import io.flowkeep.auth.TokenIdentity;
import io.flowkeep.auth.TokenRole;
import io.flowkeep.json.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Shows built-in tokens to people and to scripts. Never shows a secret or its hash. Stateless. */
final class TokenTable {
    private static final List<String> TITLES =
            List.of(
                    "ID",
                    "PROJECT",
                    "TEAM",
                    "USER",
                    "TENANT",
                    "PERMISSIONS",
                    "FILES",
                    "CONTEXT",
                    "CREATED",
                    "EXPIRES");
    private static final String NOTHING = "-";
    private static final long KIB = 1024;

    private TokenTable() {}

    /** One line about one token. */
    static String summary(StoredToken token) {
        return "token " + token.id() + " for " + purpose(token) + until(token.expiry());
    }

    private static String purpose(StoredToken token) {
        return switch (token.role()) {
            case CLIENT -> clients(token);
            case OPERATOR -> {
                boolean nothingMore =
                        token.grant() instanceof Grant.IdentityOnly && token.identity().isNobody();
                yield "operators" + (nothingMore ? "" : ", opening " + clients(token));
            }
        };
    }

    private static String clients(StoredToken token) {
        String user = user(token.identity());
        if (token.grant() instanceof Grant.IdentityOnly) {
            return user;
        }
        return opens(token.grant()) + (user.isEmpty() ? "" : joining(token) + user);
    }

    private static String joining(StoredToken token) {
        return token.identity().sub().isEmpty() ? " and " : " as ";
    }

    private static String user(TokenIdentity identity) {
        if (identity.isNobody()) {
            return "";
        }
        String permissions = permissions(identity);
        return person(identity) + (permissions.isEmpty() ? "" : " (" + permissions + ")");
    }

    private static String person(TokenIdentity identity) {
        if (identity.sub().isEmpty()) {
            return "the flows of tenant " + identity.tenant();
        }
        String tenant = identity.tenant().isEmpty() ? "" : " of tenant " + identity.tenant();
        return "user " + identity.sub() + tenant;
    }

    private static String permissions(TokenIdentity identity) {
        return String.join(",", sorted(identity));
    }

    private static List<String> sorted(TokenIdentity identity) {
        return identity.permissions().stream().sorted().toList();
    }

    private static String opens(Grant grant) {
        return switch (grant) {
            case Grant.Everything _ -> "everything (admin)";
            case Grant.OfProject(var project) -> "project " + project;
            case Grant.OfTeam(var team) -> "the files of team " + team;
            case Grant.OfProjectInTeam(var project, var team) ->
                    "project " + project + " in team " + team;
            case Grant.IdentityOnly _ -> "nothing";
        };
    }

    private static String until(Expiry expiry) {
        return switch (expiry) {
            case Expiry.Never _ -> ", never expires";
            case Expiry.At(var end) -> ", expires " + shown(end);
        };
    }

    /** A table: one line of titles, one for each token, columns two blanks apart. */
    static List<String> lines(List<StoredToken> tokens, Instant now) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(TITLES);
        tokens.forEach(token -> rows.add(row(token, now)));
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                String cell = row.get(column);
                line.append(cell).repeat(' ', width(rows, column) + 2 - cell.length());
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    private static int width(List<List<String>> rows, int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }

    private static List<String> row(StoredToken token, Instant now) {
        return List.of(
                token.id().text(),
                project(token.grant()),
                team(token.grant()),
                orNothing(token.identity().sub()),
                orNothing(token.identity().tenant()),
                mayDo(token),
                quota(token, token.quotas().fileBytes()),
                quota(token, token.quotas().contextBytes()),
                shown(token.created()),
                expires(token.expiry(), now));
    }

    private static String project(Grant grant) {
        return switch (grant) {
            case Grant.Everything _, Grant.OfTeam _ -> "*";
            case Grant.OfProject(var project) -> project.text();
            case Grant.OfProjectInTeam(var project, _) -> project.text();
            case Grant.IdentityOnly _ -> NOTHING;
        };
    }

    private static String team(Grant grant) {
        return switch (grant) {
            case Grant.Everything _, Grant.OfProject _ -> "*";
            case Grant.OfTeam(var team) -> team.text();
            case Grant.OfProjectInTeam(_, var team) -> team.text();
            case Grant.IdentityOnly _ -> NOTHING;
        };
    }

    private static String orNothing(String text) {
        return text.isEmpty() ? NOTHING : text;
    }

    private static String mayDo(StoredToken token) {
        if (token.role() == TokenRole.OPERATOR) {
            String more = permissions(token.identity());
            return more.isEmpty() ? "operator" : "operator," + more;
        }
        return token.grant() instanceof Grant.Everything
                ? "all"
                : orNothing(permissions(token.identity()));
    }

    private static String expires(Expiry expiry, Instant now) {
        return switch (expiry) {
            case Expiry.Never _ -> "never";
            case Expiry.At(var end) -> expiry.isAfter(now) ? shown(end) : "expired";
        };
    }

    private static String shown(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String quota(StoredToken token, long bytes) {
        return token.grant() instanceof Grant.IdentityOnly ? NOTHING : size(bytes);
    }

    /** The size in the largest unit that it is a whole number of. */
    private static String size(long bytes) {
        if (bytes == 0) {
            return "config";
        }
        List<String> units = List.of("B", "KiB", "MiB", "GiB", "TiB");
        long amount = bytes;
        int unit = 0;
        while (amount % KIB == 0 && unit < units.size() - 1) {
            amount /= KIB;
            unit++;
        }
        return amount + units.get(unit);
    }

    /** All tokens as one JSON array; empty members are left out. */
    static String json(List<StoredToken> tokens) {
        ArrayNode array = Json.array();
        for (StoredToken token : tokens) {
            ObjectNode object = Json.object();
            object.put("id", token.id().text());
            if (token.role() == TokenRole.OPERATOR) {
                object.put("operator", true);
            }
            grant(object, token.grant());
            identity(object, token.identity());
            if (!(token.grant() instanceof Grant.IdentityOnly)) {
                object.put("fileQuota", token.quotas().fileBytes());
                object.put("contextQuota", token.quotas().contextBytes());
            }
            object.put("created", token.created().toString());
            if (token.expiry() instanceof Expiry.At(var end)) {
                object.put("expires", end.toString());
            }
            array.add(object);
        }
        return Json.text(array);
    }

    private static void grant(ObjectNode object, Grant grant) {
        switch (grant) {
            case Grant.Everything _ -> object.put("admin", true);
            case Grant.OfProject(var project) -> object.put("project", project.text());
            case Grant.OfTeam(var team) -> object.put("team", team.text());
            case Grant.OfProjectInTeam(var project, var team) -> {
                object.put("project", project.text());
                object.put("team", team.text());
            }
            case Grant.IdentityOnly _ -> {}
        }
    }

    private static void identity(ObjectNode object, TokenIdentity identity) {
        if (identity.isNobody()) {
            return;
        }
        if (!identity.sub().isEmpty()) {
            object.put("sub", identity.sub());
        }
        if (!identity.tenant().isEmpty()) {
            object.put("tenant", identity.tenant());
        }
        if (!identity.permissions().isEmpty()) {
            ArrayNode permissions = Json.array();
            sorted(identity).forEach(permissions::add);
            object.set("permissions", permissions);
        }
    }
}
