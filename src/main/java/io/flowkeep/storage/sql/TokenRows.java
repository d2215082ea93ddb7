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
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Built-in tokens as rows: {@code id}, {@code hash}, {@code operator} and {@code admin} (1 or 0),
 * {@code project}, {@code team}, {@code sub}, {@code tenant}, {@code permissions} (names with a
 * blank between two), {@code file_bytes}, {@code context_bytes}, {@code created_at}, {@code
 * expires_at}.
 */
public final class TokenRows {
    private static final long NEVER = -1;

    private TokenRows() {}

    /**
     * The parameters of a new row, none of them null: absent texts are empty, an absent time is -1.
     *
     * @param more parameters behind those of the row
     */
    public static Object[] row(StoredToken token, Object... more) {
        String project = "";
        String team = "";
        int admin = 0;
        switch (token.grant()) {
            case Grant.Everything _ -> admin = 1;
            case Grant.OfProject(var own) -> project = own.text();
            case Grant.OfTeam(var own) -> team = own.text();
            case Grant.OfProjectInTeam(var ownProject, var ownTeam) -> {
                project = ownProject.text();
                team = ownTeam.text();
            }
            case Grant.IdentityOnly _ -> {}
        }
        Object[] row = {
            token.id().text(),
            token.hash().hex(),
            token.role() == TokenRole.OPERATOR ? 1 : 0,
            admin,
            project,
            team,
            token.identity().sub(),
            token.identity().tenant(),
            permissions(token.identity()),
            token.quotas().fileBytes(),
            token.quotas().contextBytes(),
            token.created().toEpochMilli(),
            expiresAt(token.expiry())
        };
        Object[] all = Arrays.copyOf(row, row.length + more.length);
        System.arraycopy(more, 0, all, row.length, more.length);
        return all;
    }

    private static String permissions(TokenIdentity identity) {
        return identity.permissions().stream().sorted().collect(Collectors.joining(" "));
    }

    private static long expiresAt(Expiry expiry) {
        return switch (expiry) {
            case Expiry.Never _ -> NEVER;
            case Expiry.At(var end) -> end.toEpochMilli();
        };
    }

    /**
     * The token of a row.
     *
     * @throws StoreCorrupt it is none
     */
    public static StoredToken token(ResultSet row) throws SQLException {
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
