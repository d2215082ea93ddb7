package io.flowkeep.storage.localfs;

import io.flowkeep.faults.StoreOutcomeUnknown;
import io.flowkeep.files.Precondition;
import io.flowkeep.files.Saved;
import io.flowkeep.files.Terms;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * One change of one file on its way. Made by the thread of its request, perhaps carried out by
 * another request's thread; see {@link FileQueues}.
 */
final class PendingChange {
    enum Kind {
        /** The bytes are the file's new content. */
        PUT,
        /** The bytes are added to the file's end. */
        APPEND,
        /** Anything that needs the turn for itself. */
        ALONE
    }

    private final Kind kind;
    private final ResolvedKey.Inside place;
    private final byte[] bytes;
    private final Terms terms;
    private final CompletableFuture<Boolean> turn = new CompletableFuture<>();
    private final CompletableFuture<Saved> ending = new CompletableFuture<>();

    PendingChange(Kind kind, ResolvedKey.Inside place, byte[] bytes, Terms terms) {
        this.kind = kind;
        this.place = place;
        this.bytes = bytes;
        this.terms = terms;
    }

    Kind kind() {
        return kind;
    }

    ResolvedKey.Inside place() {
        return place;
    }

    String name() {
        return place.name();
    }

    byte[] bytes() {
        return bytes;
    }

    Terms terms() {
        return terms;
    }

    /** True if its own precondition, if any, is decided first, so that others may follow. */
    boolean takesOthersAlong() {
        return kind != Kind.ALONE;
    }

    /** True if it does not depend on the state before it, which may exist in memory only. */
    boolean canGoAlong() {
        return kind != Kind.ALONE && terms.precondition() instanceof Precondition.Always;
    }

    void end(Saved saved) {
        ending.complete(saved);
        turn.complete(false);
    }

    void end(RuntimeException fault) {
        ending.completeExceptionally(fault);
        turn.complete(false);
    }

    /** Ends it if no thread has. */
    void endIfForgotten() {
        if (!ending.isDone()) {
            end(new StoreOutcomeUnknown("a change of " + name() + " was broken off", null));
        }
    }

    void giveTurn() {
        turn.complete(true);
    }

    boolean awaitTurn() {
        return turn.join();
    }

    /** How it ended; only called after the end. */
    Saved result() {
        try {
            return ending.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException fault) {
                throw fault;
            }
            throw e;
        }
    }
}
