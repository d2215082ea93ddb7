package io.flowkeep.context;

import io.flowkeep.ids.ProjectId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Keeps context values per project, scope and top-level name, and counts what each project holds.
 * Safe for concurrent use, also by many processes on one database.
 *
 * <p>Values are opaque texts of compact JSON and come back as they were given. Names are any text.
 * A scope's names keep the order in which they were first set. Each scope has an id, given
 * ascending and never again. Every change is atomic and, unless the driver says otherwise, durable
 * when the call returns; the project's count changes with it.
 *
 * <p>All methods throw {@link io.flowkeep.faults.StoreUnavailable} if nothing was done, {@link
 * io.flowkeep.faults.StoreOutcomeUnknown} if a change may have been made, {@link
 * io.flowkeep.faults.StoreCorrupt} if what is stored is not valid.
 */
public interface ContextStore {

    /**
     * Decides on a change, given the state it is based on. May be called more than once, so it must
     * keep no state; it must not call the store.
     *
     * @param <O> what the caller is told
     */
    @FunctionalInterface
    interface Decider<O> {
        /** The change to make, and what to tell the caller once it is made. */
        Decision<O> decide(ScopeState state);
    }

    /** A change and what to tell of it. */
    record Decision<O>(O outcome, ScopeChange change) {}

    /**
     * A part of a listing.
     *
     * @param count all scopes of the project
     * @param scopes ascending by id
     * @param cut whether the page ended before its limit because of its size
     */
    record Page(long count, List<StoredScope> scopes, boolean cut) {
        public Page {
            scopes = List.copyOf(scopes);
        }
    }

    /** A scope with its values in the order of their names. */
    record StoredScope(long id, Scope scope, Map<String, String> values) {}

    /**
     * Changes a scope: reads the state, has it decided on, makes the change. No other change to the
     * project comes between. Touches only the named values, however large the scope is.
     *
     * @param names all names whose values the decision looks at or changes; a {@link
     *     ScopeChange.Whole} need not name any
     */
    <O> O change(ProjectId project, Scope scope, Set<String> names, Decider<O> decider);

    /** The values of those of the names that are there; empty if the scope is not. */
    Optional<Map<String, String>> values(ProjectId project, Scope scope, Set<String> names);

    /** All names in the order they were first set; none if the scope is not there. */
    List<String> names(ProjectId project, Scope scope);

    /**
     * Lists scopes after an id, as one consistent state.
     *
     * @param limit the most scopes, at least 1
     * @param maxCharacters the page ends early, but not before its first scope, where it would get
     *     larger than this
     */
    Page page(ProjectId project, long afterId, int limit, long maxCharacters);

    /** Deletes a scope; nothing happens if it is not there. */
    void delete(ProjectId project, Scope scope);

    /** Deletes all scopes of a project but those to keep. */
    void clean(ProjectId project, Predicate<Scope> keep);

    /** What the project's count says it holds, in characters. */
    long characters(ProjectId project);

    /** What the project really holds, counted anew from all of its values; slow. */
    long recount(ProjectId project);

    /**
     * Projects that have at least one scope, ascending by the UTF-8 bytes of their ids, after an
     * id; for walks over everything that is kept. A project that comes or goes meanwhile may or may
     * not be there. What is kept under a name that is no project id is left out.
     *
     * @param after the last id of the page before; empty for the first page
     * @param limit the most projects, at least 1; fewer come only on the last page
     */
    List<ProjectId> projects(String after, int limit);
}
