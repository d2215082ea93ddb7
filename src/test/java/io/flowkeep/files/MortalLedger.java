package io.flowkeep.files;

import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The ledger as a server sees it that dies after a number of steps: nothing works after that. */
public final class MortalLedger implements SharedLedger {
    private final SharedLedger inner;
    private int stepsLeft;

    /** Each call has two steps: before it reaches the ledger, and before its answer comes. */
    public MortalLedger(SharedLedger inner, int steps) {
        this.inner = inner;
        this.stepsLeft = steps;
    }

    /** The end of the process, which nobody handles. */
    public static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    private <T> T live(Supplier<T> call) {
        step();
        T answer = call.get();
        step();
        return answer;
    }

    private void step() {
        if (stepsLeft <= 0) {
            throw new Killed();
        }
        stepsLeft--;
    }

    @Override
    public Totals find(ProjectId project) {
        return live(() -> inner.find(project));
    }

    @Override
    public Answer hold(String id, FileKey key) {
        return live(() -> inner.hold(id, key));
    }

    @Override
    public Answer open(String id, FileKey key, Cost cost) {
        return live(() -> inner.open(id, key, cost));
    }

    @Override
    public void forget(ProjectId project) {
        boolean _ =
                live(() -> {
                    inner.forget(project);
                    return true;
                });
    }

    @Override
    public Room settle(String id, ProjectId project, boolean happened) {
        return live(() -> inner.settle(id, project, happened));
    }

    @Override
    public void renew(Set<String> ids) {
        inner.renew(ids);
    }

    @Override
    public List<Intent> abandoned() {
        return live(inner::abandoned);
    }

    @Override
    public void resolve(Intent intent, boolean landed) {
        boolean _ =
                live(() -> {
                    inner.resolve(intent, landed);
                    return true;
                });
    }

    @Override
    public Counting beginCount(String id, ProjectId project, boolean again) {
        return live(() -> inner.beginCount(id, project, again));
    }

    @Override
    public boolean endCount(String id, ProjectId project, Map<TeamId, Long> bytesByTeam) {
        return live(() -> inner.endCount(id, project, bytesByTeam));
    }

    @Override
    public void leaveCount(String id, ProjectId project) {
        boolean _ =
                live(() -> {
                    inner.leaveCount(id, project);
                    return true;
                });
    }

    @Override
    public Set<ProjectId> projects() {
        return live(inner::projects);
    }

    @Override
    public List<ProjectId> doubtful() {
        return live(inner::doubtful);
    }

    @Override
    public Begin beginRecount(String id, ProjectId project, Duration age, boolean isWished) {
        return live(() -> inner.beginRecount(id, project, age, isWished));
    }

    @Override
    public List<Note> notes(ProjectId project, long after) {
        return live(() -> inner.notes(project, after));
    }

    @Override
    public Optional<Map<TeamId, Long>> endRecount(String id, ProjectId project, Ending ending) {
        return live(() -> inner.endRecount(id, project, ending));
    }

    @Override
    public void leaveRecount(String id, ProjectId project) {
        boolean _ =
                live(() -> {
                    inner.leaveRecount(id, project);
                    return true;
                });
    }
}
