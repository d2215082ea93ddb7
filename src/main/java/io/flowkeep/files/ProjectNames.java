package io.flowkeep.files;

import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import java.util.Set;
import java.util.TreeSet;

/** Which projects a store has files of. Stateless. */
final class ProjectNames {
    private ProjectNames() {}

    /** The store's projects, and those that are known from elsewhere. */
    static Set<ProjectId> all(FileStore store, Set<ProjectId> known) {
        Set<ProjectId> all = new TreeSet<>(known);
        for (TeamId team : store.teams()) {
            all.addAll(store.projects(team));
        }
        return all;
    }
}
