package io.flowkeep.storage.sql;

import io.flowkeep.auth.StoredToken;
import io.flowkeep.auth.TokenHash;
import io.flowkeep.auth.TokenId;
import io.flowkeep.auth.TokenStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Built-in tokens in an SQL database, shared by all servers that use it. Safe for concurrent use.
 */
public final class SqlTokenStore implements TokenStore {
    private static final String TABLE = "tokens";

    private final SqlDatabase database;
    private final String table;

    /** A store over a database of the tokens' schema, which stays the caller's to close. */
    public SqlTokenStore(SqlDatabase database) {
        this.database = database;
        this.table = database.table(TABLE);
    }

    @Override
    public void create(StoredToken token) {
        Sql insert =
                TokenRows.row(token)
                        .insertSelected(table)
                        .then(" WHERE true ON CONFLICT DO NOTHING");
        int created = database.write(session -> session.execute(insert));
        if (created == 0) {
            throw new IllegalStateException("there is a token like the new one already");
        }
    }

    /** Two servers that both see an empty table would both insert: one must wait for the other. */
    @Override
    public boolean createFirst(StoredToken token) {
        Sql insert =
                TokenRows.row(token)
                        .insertSelected(table)
                        .then(" WHERE NOT EXISTS (SELECT 1 FROM " + table + " WHERE operator = 0)");
        return database.writeAlone(TABLE, session -> session.execute(insert)) == 1;
    }

    @Override
    public Optional<StoredToken> find(TokenHash hash) {
        Sql select = kept().then(" AND hash = ?", hash.hex());
        return database.read(session -> session.find(select, TokenRows::token));
    }

    @Override
    public List<StoredToken> list() {
        Sql select = kept().then(" ORDER BY created_at, id");
        return database.read(session -> session.list(select, TokenRows::token));
    }

    private Sql kept() {
        return Sql.of(
                "SELECT " + TokenRows.COLUMNS + " FROM " + table + " WHERE revoked_at IS NULL");
    }

    @Override
    public boolean revoke(TokenId id, Instant now) {
        Sql update =
                Sql.of("UPDATE " + table)
                        .then(" SET revoked_at = ?", now.toEpochMilli())
                        .then(" WHERE id = ? AND revoked_at IS NULL", id.text());
        return database.write(session -> session.execute(update)) == 1;
    }
}
