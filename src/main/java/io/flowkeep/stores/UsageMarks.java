package io.flowkeep.stores;

import io.flowkeep.config.RecordPlace;
import io.flowkeep.ids.ProjectId;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Makes servers count the usage of projects anew whose files are changed without them. Safe for
 * concurrent use.
 */
public final class UsageMarks implements AutoCloseable {
    private final Consumer<ProjectId> begun;
    private final Consumer<ProjectId> ended;
    private final Set<ProjectId> touched = ConcurrentHashMap.newKeySet();

    private UsageMarks(Consumer<ProjectId> begun, Consumer<ProjectId> ended) {
        this.begun = begun;
        this.ended = ended;
    }

    /**
     * Opens the ledger if there is one already; where there is none, everything is counted anyhow.
     *
     * @param configured empty: with the files
     */
    public static UsageMarks open(Optional<RecordPlace> configured, Files files, Opening opening) {
        return opening.opened()
                .add(
                        UsageAccounts.openExisting(configured, files, opening)
                                .map(UsageMarks::in)
                                .orElseGet(() -> new UsageMarks(_ -> {}, _ -> {})));
    }

    /** A count that servers make meanwhile does not stand: what comes later is not in it. */
    private static UsageMarks in(UsageAccounts accounts) {
        return switch (accounts) {
            case UsageAccounts.Local(var ledger) -> new UsageMarks(ledger::mark, _ -> {});
            case UsageAccounts.Shared(var ledger) -> new UsageMarks(ledger::forget, ledger::forget);
        };
    }

    /** The files of a project begin to change. */
    public void mark(ProjectId project) {
        touched.add(project);
        begun.accept(project);
    }

    /** No more of them change. */
    @Override
    public void close() {
        touched.forEach(ended);
    }
}
