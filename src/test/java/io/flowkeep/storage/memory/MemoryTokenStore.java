package io.flowkeep.storage.memory;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.flowkeep.auth.StoredToken;
import io.flowkeep.auth.TokenHash;
import io.flowkeep.auth.TokenId;
import io.flowkeep.auth.TokenRole;
import io.flowkeep.auth.TokenStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Built-in tokens in memory, gone with the process; for tests. Safe for concurrent use. */
public final class MemoryTokenStore implements TokenStore {
    private static final Comparator<StoredToken> OLDEST_FIRST =
            Comparator.comparing(StoredToken::created).thenComparing(token -> token.id().text());

    @GuardedBy("this")
    private final List<StoredToken> tokens = new ArrayList<>();

    @GuardedBy("this")
    private final Set<TokenId> revoked = new HashSet<>();

    @Override
    public synchronized void create(StoredToken token) {
        for (StoredToken other : tokens) {
            if (other.id().equals(token.id()) || other.hash().equals(token.hash())) {
                throw new IllegalStateException("there is a token like the new one already");
            }
        }
        tokens.add(token);
    }

    @Override
    public synchronized boolean createFirst(StoredToken token) {
        return tokens.stream().noneMatch(other -> other.role() == TokenRole.CLIENT)
                && tokens.add(token);
    }

    @Override
    public synchronized Optional<StoredToken> find(TokenHash hash) {
        return list().stream().filter(token -> token.hash().equals(hash)).findFirst();
    }

    @Override
    public synchronized List<StoredToken> list() {
        Set<TokenId> gone = Set.copyOf(revoked);
        return tokens.stream()
                .filter(token -> !gone.contains(token.id()))
                .sorted(OLDEST_FIRST)
                .toList();
    }

    @Override
    public synchronized boolean revoke(TokenId id, Instant now) {
        return tokens.stream().anyMatch(token -> token.id().equals(id)) && revoked.add(id);
    }
}
