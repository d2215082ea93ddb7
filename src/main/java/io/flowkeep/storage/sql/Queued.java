package io.flowkeep.storage.sql;

import io.flowkeep.faults.StoreOutcomeUnknown;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The end of something that waits in a queue: noted when it is reached, which may happen several
 * times until one counts, and made known once that is committed. Noted and made known by one
 * thread, awaited by one other.
 *
 * @param <T> what it comes to
 */
public final class Queued<T> {
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private @Nullable T value;
    private @Nullable Throwable failure;

    /** Notes a good end instead of any before. */
    public void succeeded(T with) {
        value = with;
        failure = null;
    }

    /** Notes a bad end instead of any before. */
    public void failed(Throwable why) {
        value = null;
        failure = why;
    }

    /** Whether the end that was noted is a bad one. */
    public boolean hasFailed() {
        return failure != null;
    }

    /** Makes known what was noted. */
    @SuppressWarnings("NullAway") // a value may be null if its type says so
    public void finish() {
        if (failure != null) {
            result.completeExceptionally(failure);
        } else {
            result.complete(value);
        }
    }

    /**
     * Waits until the end is known, and throws what it failed with.
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
