package io.flowkeep.storage.postgres;

import io.flowkeep.context.ContextStore.Decider;
import io.flowkeep.context.ContextStore.Decision;
import io.flowkeep.context.Scope;
import io.flowkeep.context.ScopeChange;
import io.flowkeep.context.ScopeState;
import io.flowkeep.faults.StoreFault;
import io.flowkeep.faults.StoreOutcomeUnknown;
import io.flowkeep.ids.ProjectId;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A change on its way through a lane: decided on once or more often, made known when it is
 * committed. Decided on and finished by the lane's thread, awaited by one other.
 */
final class QueuedChange<O> {
    private final ProjectId project;
    private final Scope scope;
    private final Set<String> names;
    private final Decider<O> decider;
    private final CompletableFuture<O> result = new CompletableFuture<>();
    private @Nullable O outcome;
    private @Nullable Throwable failure;

    QueuedChange(ProjectId project, Scope scope, Set<String> names, Decider<O> decider) {
        this.project = project;
        this.scope = scope;
        this.names = Set.copyOf(names);
        this.decider = decider;
    }

    ProjectId project() {
        return project;
    }

    Scope scope() {
        return scope;
    }

    Set<String> names() {
        return names;
    }

    /** What is to become of the scope; nothing if the decider fails, which its caller is told. */
    ScopeChange decide(ScopeState state) {
        outcome = null;
        failure = null;
        try {
            Decision<O> decision = decider.decide(state);
            outcome = decision.outcome();
            return decision.change();
        } catch (Throwable e) { // whatever it throws belongs to its caller, not to the lane
            failure = e;
            return new ScopeChange.Nothing();
        }
    }

    /** Makes known what the decider said. */
    @SuppressWarnings("NullAway") // an outcome may be null if its type says so
    void finish() {
        if (failure != null) {
            result.completeExceptionally(failure);
        } else {
            result.complete(outcome);
        }
    }

    void finish(StoreFault fault) {
        result.completeExceptionally(fault);
    }

    O await() {
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
                : new IllegalStateException("a decider threw a checked exception", cause);
    }
}
