package io.flowkeep.storage.postgres;

import io.flowkeep.context.ContextStore.Decider;
import io.flowkeep.context.ContextStore.Decision;
import io.flowkeep.context.Scope;
import io.flowkeep.context.ScopeChange;
import io.flowkeep.context.ScopeState;
import io.flowkeep.faults.StoreFault;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.storage.sql.Queued;
import java.util.Set;

/**
 * A change on its way through a lane: decided on once or more often; its result is passed to the
 * caller after the commit. Decided on and finished by the lane's thread, awaited by one other.
 */
final class QueuedChange<O> {
    private final ProjectId project;
    private final Scope scope;
    private final Set<String> names;
    private final Decider<O> decider;
    private final Queued<O> end = new Queued<>();

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

    /** The change to make; none if the decider fails, and then its caller gets the failure. */
    ScopeChange decide(ScopeState state) {
        try {
            Decision<O> decision = decider.decide(state);
            end.succeeded(decision.outcome());
            return decision.change();
        } catch (Throwable e) { // whatever it throws belongs to its caller, not to the lane
            end.failed(e);
            return new ScopeChange.Nothing();
        }
    }

    /** Passes the decider's outcome to the caller. */
    void finish() {
        end.finish();
    }

    void finish(StoreFault fault) {
        end.failed(fault);
        end.finish();
    }

    O await() {
        return end.await();
    }
}
