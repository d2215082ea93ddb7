package io.flowkeep.storage.memory;

import io.flowkeep.files.UsageLedger;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The ledger of a store that keeps nothing after it is closed, so nothing has to be durable. Safe
 * for concurrent use. Bounded by the number of projects.
 */
public final class MemoryUsageLedger implements UsageLedger {
    private final Map<ProjectId, Map<TeamId, Long>> saved = new HashMap<>();
    private final Set<ProjectId> marked = new HashSet<>();

    /** An empty ledger. */
    public MemoryUsageLedger() {}

    @Override
    public synchronized Recorded find(ProjectId project) {
        if (marked.contains(project)) {
            return new Recorded.Marked();
        }
        return saved.containsKey(project)
                ? new Recorded.Exact(saved.getOrDefault(project, Map.of()))
                : new Recorded.Unknown();
    }

    @Override
    public synchronized void mark(ProjectId project) {
        marked.add(project);
    }

    @Override
    public synchronized void save(Map<ProjectId, Map<TeamId, Long>> exact) {
        exact.forEach((project, bytes) -> saved.put(project, Map.copyOf(bytes)));
        marked.removeAll(exact.keySet());
    }

    @Override
    public synchronized Set<ProjectId> projects() {
        Set<ProjectId> all = new HashSet<>(saved.keySet());
        all.addAll(marked);
        return all;
    }

    @Override
    public synchronized Set<ProjectId> marked() {
        return Set.copyOf(marked);
    }

    @Override
    public void close() {
        // There is nothing to release but memory.
    }
}
