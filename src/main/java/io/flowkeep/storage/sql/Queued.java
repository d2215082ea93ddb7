package io.flowkeep.storage.sql;

import io.flowkeep.faults.StoreOutcomeUnknown;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The result of something that waits in a queue. It is noted when it is reached, perhaps several
 * times, and published once it is committed. Noted and published by one thread, awaited by one
 * other.
 *
 * @param <T> the result
 */
public final class Queued<T> {
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private @Nullable T value;
    private @Nullable Throwable failure;

    /** Notes a success in place of any earlier result. */
    public void succeeded(T with) {
        value = with;
        failure = null;
    }

    /** Notes a failure in place of any earlier result. */
    public void failed(Throwable why) {
        value = null;
        failure = why;
    }

    /** Whether the noted result is a failure. */
    public boolean hasFailed() {
        return failure != null;
    }

    /** Publishes the noted result. */
    @SuppressWarnings("NullAway") // a value may be null if its type says so
    public void finish() {
        if (failure != null) {
            result.completeExceptionally(failure);
        } else {
            result.complete(value);
        }
    }

    /**
     * Waits for the result; if it is a failure, throws it.
     *
     * @throws StoreOutcomeUnknown the thread was interrupted meanwhile
     */
    public T await() {
        try {
            return result.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreOutcomeUnknown("interrupted while the change was under way", e);
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
                : new IllegalStateException("what waited threw a checked exception", cause);
    }
}
