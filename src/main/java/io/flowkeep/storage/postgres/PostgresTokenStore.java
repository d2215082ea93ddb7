package io.flowkeep.storage.postgres;

import io.flowkeep.auth.StoredToken;
import io.flowkeep.auth.TokenHash;
import io.flowkeep.auth.TokenId;
import io.flowkeep.auth.TokenStore;
import io.flowkeep.storage.sql.TokenRows;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Built-in tokens in PostgreSQL, schema {@link PostgresSchema#TOKENS}, for any number of servers.
 * Safe for concurrent use.
 */
public final class PostgresTokenStore implements TokenStore {
    private static final String VALUES =
            "SELECT ?, ?, ?, ?, NULLIF(?, ''), NULLIF(?, ''), NULLIF(?, ''), NULLIF(?, ''),"
                    + " NULLIF(?, ''), ?, ?, ?, NULLIF(?, -1), NULL::bigint";
    private static final String COLUMNS =
            "id, hash, operator, admin, project, team, sub, tenant, permissions, file_bytes,"
                    + " context_bytes, created_at, expires_at";
    private static final String INSERT =
            "INSERT INTO flowkeep.tokens (" + COLUMNS + ", revoked_at) ";
    private static final String CREATE = INSERT + VALUES + " ON CONFLICT DO NOTHING";

    /** Two who both see an empty table would both insert: one must wait for the other. */
    private static final String ALONE = "LOCK TABLE flowkeep.tokens IN SHARE ROW EXCLUSIVE MODE";

    private static final String CREATE_FIRST =
            INSERT
                    + VALUES
                    + " WHERE NOT EXISTS (SELECT 1 FROM flowkeep.tokens WHERE operator = 0)";
    private static final String FIND =
            "SELECT " + COLUMNS + " FROM flowkeep.tokens WHERE hash = ? AND revoked_at IS NULL";
    private static final String LIST =
            "SELECT "
                    + COLUMNS
                    + " FROM flowkeep.tokens WHERE revoked_at IS NULL ORDER BY created_at, id";
    private static final String REVOKE =
            "UPDATE flowkeep.tokens SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL";

    private final PostgresDatabase database;

    /** A store over a database with the tokens' schema, which stays the caller's to close. */
    public PostgresTokenStore(PostgresDatabase database) {
        this.database = database;
    }

    @Override
    public void create(StoredToken token) {
        Object[] row = TokenRows.row(token);
        int created = database.write(session -> session.execute(CREATE, row));
        if (created == 0) {
            throw new IllegalStateException("there is a token like the new one already");
        }
    }

    @Override
    public boolean createFirst(StoredToken token) {
        Object[] row = TokenRows.row(token);
        return database.transaction(session -> {
            session.execute(ALONE);
            return session.execute(CREATE_FIRST, row);
        })
                == 1;
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
