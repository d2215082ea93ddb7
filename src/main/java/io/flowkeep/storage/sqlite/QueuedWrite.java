package io.flowkeep.storage.sqlite;

import io.flowkeep.faults.StoreFault;
import io.flowkeep.faults.StoreOutcomeUnknown;
import io.flowkeep.storage.sql.SqlSession;
import io.flowkeep.storage.sql.SqlWork;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A work on its way through the writer: run first, made known after the commit. It may be run again
 * after what it did was undone; only the last run counts. Run and finished by the writer's thread,
 * awaited by one other.
 */
final class QueuedWrite<T> {
    private final SqlWork<T> work;
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private @Nullable T value;
    private @Nullable Throwable failure;

    QueuedWrite(SqlWork<T> work) {
        this.work = work;
    }

    void run(SqlSession session) {
        value = null;
        failure = null;
        try {
            value = work.run(session);
        } catch (SQLException e) {
            failure = SqliteErrors.translate("write", e);
        } catch (Throwable e) { // whatever a work throws belongs to its caller, not to the writer
            failure = e;
        }
    }

    boolean failed() {
        return failure != null;
    }

    /** Makes the work's own end known. */
    @SuppressWarnings("NullAway") // a work's value may be null if its type says so
    void finish() {
        if (failure != null) {
            result.completeExceptionally(failure);
        } else {
            result.complete(value);
        }
    }

    /** Ends the work with a fault of its group, unless it has one of its own. */
    void finish(StoreFault fault) {
        result.completeExceptionally(failure == null ? fault : failure);
    }

    T await() {
        try {
            return result.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreOutcomeUnknown("interrupted while the write was under way", e);
        } catch (ExecutionException e) {
            throw thrown(e.getCause());
        }
    }

    private static RuntimeException thrown(@Nullable Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException known
                ? known
                : new IllegalStateException("a work threw a checked exception", cause);
    }
}
