package io.flowkeep.stores;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.flowkeep.auth.StoredToken;
import io.flowkeep.auth.TokenFinder;
import io.flowkeep.auth.TokenHash;
import io.flowkeep.storage.sql.SqlTokenStore;
import io.flowkeep.storage.sqlite.SqliteDatabase;
import io.flowkeep.storage.sqlite.SqliteSchema;
import io.flowkeep.storage.sqlite.SqliteSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Operators' tokens in a file that may not be there yet: a server whose clients' tokens a neighbour
 * issues neither creates it nor needs a folder for it, and opens it when it is first asked about an
 * operator's token. Safe for concurrent use.
 */
final class LateTokens implements TokenFinder, AutoCloseable {
    private final Path file;

    @GuardedBy("this")
    private TokenFinder store = _ -> Optional.empty();

    @GuardedBy("this")
    private boolean isOpen;

    @GuardedBy("this")
    private Runnable closing = () -> {};

    LateTokens(Path file) {
        this.file = file;
    }

    @Override
    public Optional<StoredToken> find(TokenHash hash) {
        return store().find(hash);
    }

    private synchronized TokenFinder store() {
        if (!isOpen && Files.exists(file)) {
            SqliteDatabase database =
                    SqliteDatabase.open(file, SqliteSchema.TOKENS, SqliteSettings.durable());
            closing = database::close;
            store = new SqlTokenStore(database);
            isOpen = true;
        }
        return store;
    }

    @Override
    public synchronized void close() {
        closing.run();
    }
}
