package io.flowkeep.storage.sqlite;

import io.flowkeep.auth.Expiry;
import io.flowkeep.auth.Grant;
import io.flowkeep.auth.StoredToken;
import io.flowkeep.auth.TokenHash;
import io.flowkeep.auth.TokenId;
import io.flowkeep.auth.TokenIdentity;
import io.flowkeep.auth.TokenQuotas;
import io.flowkeep.auth.TokenStore;
import io.flowkeep.faults.StoreCorrupt;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Built-in tokens in SQLite, schema {@link SqliteSchema#TOKENS}. Safe for concurrent use. */
public final class SqliteTokenStore implements TokenStore {
    private static final String VALUES =
            "SELECT ?, ?, ?, NULLIF(?, ''), NULLIF(?, ''), NULLIF(?, ''), NULLIF(?, ''),"
                    + " NULLIF(?, ''), ?, ?, ?, NULLIF(?, -1), NULL";
    private static final String COLUMNS =
            "id, hash, admin, project, team, sub, tenant, permissions, file_bytes, context_bytes,"
                    + " created_at, expires_at";
    private static final String INSERT = "INSERT INTO tokens (" + COLUMNS + ", revoked_at) ";
    private static final String CREATE =
            INSERT + VALUES + " WHERE NOT EXISTS (SELECT 1 FROM tokens WHERE id = ? OR hash = ?)";
    private static final String CREATE_FIRST =
            INSERT + VALUES + " WHERE NOT EXISTS (SELECT 1 FROM tokens)";
    private static final String FIND =
            "SELECT " + COLUMNS + " FROM tokens WHERE hash = ? AND revoked_at IS NULL";
    private static final String LIST =
            "SELECT " + COLUMNS + " FROM tokens WHERE revoked_at IS NULL ORDER BY created_at, id";
    private static final String REVOKE =
            "UPDATE tokens SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL";
    private static final long NEVER = -1;

    private final SqliteDatabase database;

    /** A store over a database of the tokens' schema, which stays the caller's to close. */
    public SqliteTokenStore(SqliteDatabase database) {
        this.database = database;
    }

    @Override
    public void create(StoredToken token) {
        Object[] row = row(token, token.id().text(), token.hash().hex());
        int created = database.write(session -> session.execute(CREATE, row));
        if (created == 0) {
            throw new IllegalStateException("there is a token like the new one already");
        }
    }

    @Override
    public boolean createFirst(StoredToken token) {
        Object[] row = row(token);
        return database.write(session -> session.execute(CREATE_FIRST, row)) == 1;
    }

    @Override
    public Optional<StoredToken> find(TokenHash hash) {
        return database.read(session -> session.find(FIND, SqliteTokenStore::token, hash.hex()));
    }

    @Override
    public List<StoredToken> list() {
        return database.read(session -> session.list(LIST, SqliteTokenStore::token));
    }

    @Override
    public boolean revoke(TokenId id, Instant now) {
        return database.write(session -> session.execute(REVOKE, now.toEpochMilli(), id.text()))
                == 1;
    }

    /**
     * The parameters of a new row, none of them null: texts and times that are absent are empty.
     */
    private static Object[] row(StoredToken token, Object... more) {
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

    private static StoredToken token(ResultSet row) throws SQLException {
        try {
            return new StoredToken(
                    new TokenId(row.getString("id")),
                    new TokenHash(row.getString("hash")),
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
