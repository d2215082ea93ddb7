package io.flowkeep.storage.sql;

import io.flowkeep.auth.Expiry;
import io.flowkeep.auth.Grant;
import io.flowkeep.auth.StoredToken;
import io.flowkeep.auth.TokenHash;
import io.flowkeep.auth.TokenId;
import io.flowkeep.auth.TokenIdentity;
import io.flowkeep.auth.TokenQuotas;
import io.flowkeep.auth.TokenRole;
import io.flowkeep.faults.StoreCorrupt;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Built-in tokens as rows: {@code id}, {@code hash}, {@code operator} and {@code admin} (1 or 0),
 * {@code project}, {@code team}, {@code sub}, {@code tenant}, {@code permissions} (names with a
 * blank between two), {@code file_bytes}, {@code context_bytes}, {@code created_at}, {@code
 * expires_at}.
 */
final class TokenRows {
    static final String COLUMNS =
            "id, hash, operator, admin, project, team, sub, tenant, permissions, file_bytes,"
                    + " context_bytes, created_at, expires_at";

    private TokenRows() {}

    /** A new row; absent texts and times are null. */
    static SqlRow row(StoredToken token) {
        Grant grant = token.grant();
        return new SqlRow()
                .with("id", token.id().text())
                .with("hash", token.hash().hex())
                .with("operator", token.role() == TokenRole.OPERATOR ? 1 : 0)
                .with("admin", grant instanceof Grant.Everything ? 1 : 0)
                .with("project", orNull(project(grant)))
                .with("team", orNull(team(grant)))
                .with("sub", orNull(token.identity().sub()))
                .with("tenant", orNull(token.identity().tenant()))
                .with("permissions", orNull(permissions(token.identity())))
                .with("file_bytes", token.quotas().fileBytes())
                .with("context_bytes", token.quotas().contextBytes())
                .with("created_at", token.created().toEpochMilli())
                .with("expires_at", Sql.of("CAST(? AS bigint)", expiresAt(token.expiry())));
    }

    private static Sql orNull(String text) {
        return Sql.of("NULLIF(?, '')", text);
    }

    private static String project(Grant grant) {
        return switch (grant) {
            case Grant.OfProject(var own) -> own.text();
            case Grant.OfProjectInTeam(var own, _) -> own.text();
            case Grant.Everything _, Grant.OfTeam _, Grant.IdentityOnly _ -> "";
        };
    }

    private static String team(Grant grant) {
        return switch (grant) {
            case Grant.OfTeam(var own) -> own.text();
            case Grant.OfProjectInTeam(_, var own) -> own.text();
            case Grant.Everything _, Grant.OfProject _, Grant.IdentityOnly _ -> "";
        };
    }

    private static String permissions(TokenIdentity identity) {
        return identity.permissions().stream().sorted().collect(Collectors.joining(" "));
    }

    private static @Nullable Long expiresAt(Expiry expiry) {
        return switch (expiry) {
            case Expiry.Never _ -> null;
            case Expiry.At(var end) -> end.toEpochMilli();
        };
    }

    /**
     * The token of a row.
     *
     * @throws StoreCorrupt the row holds no valid token
     */
    static StoredToken token(ResultSet row) throws SQLException {
        try {
            return new StoredToken(
                    new TokenId(row.getString("id")),
                    new TokenHash(row.getString("hash")),
                    row.getInt("operator") == 1 ? TokenRole.OPERATOR : TokenRole.CLIENT,
                    grant(row),
                    identity(row),
                    new TokenQuotas(row.getLong("file_bytes"), row.getLong("context_bytes")),
                    Instant.ofEpochMilli(row.getLong("created_at")),
                    expiry(row));
        } catch (IllegalArgumentException e) {
            throw new StoreCorrupt("a row of the token table cannot be understood", e);
        }
    }

    private static Expiry expiry(ResultSet row) throws SQLException {
        long expiresAt = row.getLong("expires_at");
        return row.wasNull() ? new Expiry.Never() : new Expiry.At(Instant.ofEpochMilli(expiresAt));
    }

    private static Grant grant(ResultSet row) throws SQLException {
        if (row.getInt("admin") == 1) {
            return new Grant.Everything();
        }
        String project = row.getString("project");
        String team = row.getString("team");
        if (project == null) {
            return team == null ? new Grant.IdentityOnly() : new Grant.OfTeam(new TeamId(team));
        }
        return team == null
                ? new Grant.OfProject(new ProjectId(project))
                : new Grant.OfProjectInTeam(new ProjectId(project), new TeamId(team));
    }

    private static TokenIdentity identity(ResultSet row) throws SQLException {
        String permissions = text(row, "permissions");
        return new TokenIdentity(
                text(row, "sub"),
                text(row, "tenant"),
                permissions.isEmpty() ? Set.of() : Set.of(permissions.split(" ")));
    }

    private static String text(ResultSet row, String column) throws SQLException {
        String text = row.getString(column);
        return text == null ? "" : text;
    }
}
