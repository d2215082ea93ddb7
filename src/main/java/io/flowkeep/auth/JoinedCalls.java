package io.flowkeep.auth;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Merges calls with the same key at the same time into one. Safe for concurrent use.
 *
 * <p>A call has a thread of its own: a request that is aborted does not affect the answers of
 * others. A call is no longer joined once it has an answer, so the call itself must keep the answer
 * where the next caller looks for it, and look there before it asks.
 *
 * @param <K> what a call is about
 * @param <A> its result
 */
final class JoinedCalls<K, A> {
    private final ConcurrentMap<K, CompletableFuture<A>> underWay = new ConcurrentHashMap<>();

    /** Starts a call, or joins the one that is under way. */
    CompletableFuture<A> start(K key, Supplier<A> call) {
        CompletableFuture<A> mine = new CompletableFuture<>();
        @Nullable CompletableFuture<A> running = underWay.putIfAbsent(key, mine);
        if (running != null) {
            return running;
        }
        Thread.ofVirtual().name("token-check").start(() -> run(key, call, mine));
        return mine;
    }

    private void run(K key, Supplier<A> call, CompletableFuture<A> result) {
        try {
            A answer = call.get();
            underWay.remove(key, result);
            result.complete(answer);
        } catch (RuntimeException | Error e) {
            underWay.remove(key, result);
            result.completeExceptionally(e);
        }
    }

    /** Tells whether a call is under way; for tests. */
    boolean isBusy() {
        return !underWay.isEmpty();
    }

    /** Waits for a call. An interrupt ends the waiting, stays set and leaves the call alone. */
    static <A> A await(CompletableFuture<A> call, A ifInterrupted) {
        try {
            return call.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ifInterrupted;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the check of a token broke", e.getCause());
        }
    }
}
