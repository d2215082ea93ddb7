package io.flowkeep.storage.sqlite;

import io.flowkeep.auth.StoredToken;
import io.flowkeep.auth.TokenHash;
import io.flowkeep.auth.TokenId;
import io.flowkeep.auth.TokenStore;
import io.flowkeep.storage.sql.TokenRows;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Built-in tokens in SQLite, schema {@link SqliteSchema#TOKENS}. Safe for concurrent use. */
public final class SqliteTokenStore implements TokenStore {
    private static final String VALUES =
            "SELECT ?, ?, ?, ?, NULLIF(?, ''), NULLIF(?, ''), NULLIF(?, ''), NULLIF(?, ''),"
                    + " NULLIF(?, ''), ?, ?, ?, NULLIF(?, -1), NULL";
    private static final String COLUMNS =
            "id, hash, operator, admin, project, team, sub, tenant, permissions, file_bytes,"
                    + " context_bytes, created_at, expires_at";
    private static final String INSERT = "INSERT INTO tokens (" + COLUMNS + ", revoked_at) ";
    private static final String CREATE =
            INSERT + VALUES + " WHERE NOT EXISTS (SELECT 1 FROM tokens WHERE id = ? OR hash = ?)";
    private static final String CREATE_FIRST =
            INSERT + VALUES + " WHERE NOT EXISTS (SELECT 1 FROM tokens WHERE operator = 0)";
    private static final String FIND =
            "SELECT " + COLUMNS + " FROM tokens WHERE hash = ? AND revoked_at IS NULL";
    private static final String LIST =
            "SELECT " + COLUMNS + " FROM tokens WHERE revoked_at IS NULL ORDER BY created_at, id";
    private static final String REVOKE =
            "UPDATE tokens SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL";

    private final SqliteDatabase database;

    /** A store over a database of the tokens' schema, which stays the caller's to close. */
    public SqliteTokenStore(SqliteDatabase database) {
        this.database = database;
    }

    @Override
    public void create(StoredToken token) {
        Object[] row = TokenRows.row(token, token.id().text(), token.hash().hex());
        int created = database.write(session -> session.execute(CREATE, row));
        if (created == 0) {
            throw new IllegalStateException("there is a token like the new one already");
        }
    }

    @Override
    public boolean createFirst(StoredToken token) {
        Object[] row = TokenRows.row(token);
        return database.write(session -> session.execute(CREATE_FIRST, row)) == 1;
    }

    @Override
    public Optional<StoredToken> find(TokenHash hash) {
        return database.read(session -> session.find(FIND, TokenRows::token, hash.hex()));
    }

    @Override
    public List<StoredToken> list() {
        return database.read(session -> session.list(LIST, TokenRows::token));
    }

    @Override
    public boolean revoke(TokenId id, Instant now) {
        return database.write(session -> session.execute(REVOKE, now.toEpochMilli(), id.text()))
                == 1;
    }
}
