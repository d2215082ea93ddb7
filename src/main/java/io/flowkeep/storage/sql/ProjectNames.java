package io.flowkeep.storage.sql;

import io.flowkeep.ids.ProjectId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Lists projects by their names, leaving out names that are not project ids. Stateless. */
public final class ProjectNames {
    private ProjectNames() {}

    /**
     * Projects ascending.
     *
     * @param statement gives names after one, ascending; its parameters are that one, which may be
     *     empty, and how many there are to be at most
     */
    public static List<ProjectId> read(
            SqlSession session, String statement, String after, int limit) throws SQLException {
        List<ProjectId> projects = new ArrayList<>();
        String last = after;
        boolean more = true;
        while (more && projects.size() < limit) {
            List<String> names =
                    session.list(statement, row -> row.getString(1), last, limit - projects.size());
            names.forEach(name -> ProjectId.parse(name).ifPresent(projects::add));
            more = !names.isEmpty();
            last = more ? names.getLast() : last;
        }
        return projects;
    }
}
