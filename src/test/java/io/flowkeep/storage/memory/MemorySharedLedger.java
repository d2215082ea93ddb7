package io.flowkeep.storage.memory;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.files.FileKey;
import io.flowkeep.files.Intent;
import io.flowkeep.files.SharedLedger;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Shared usage in memory, for tests with several "servers" in one process. */
public final class MemorySharedLedger implements SharedLedger {
    private static final Duration VERDICTS_KEPT = Duration.ofMinutes(10);

    private final InstantSource clock;
    private final Duration lease;

    @GuardedBy("this")
    private final Map<ProjectId, Project> projects = new HashMap<>();

    @GuardedBy("this")
    private final Map<String, Row> rows = new HashMap<>();

    @GuardedBy("this")
    private long notes;

    /** An empty ledger. */
    public MemorySharedLedger(InstantSource clock, Duration lease) {
        this.clock = clock;
        this.lease = lease;
    }

    private enum State {
        HELD,
        OPEN,
        LANDED,
        ABSENT
    }

    private static final class Project {
        final Map<TeamId, Long> bytes = new HashMap<>();
        boolean counted;
        Optional<String> counter = Optional.empty();
        Instant countingUntil = Instant.MIN;
        Optional<String> recount = Optional.empty();
        Instant recountUntil = Instant.MIN;
        Instant recountBegan = Instant.MIN;
        Instant countedAt = Instant.MIN;
        Instant restUntil = Instant.MIN;
        long doubts;
        long settledDoubts;
        final List<Note> notes = new ArrayList<>();

        long sum() {
            return bytes.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    private static final class Row {
        final String id;
        final FileKey key;
        State state = State.HELD;
        String change = "";
        long oldBytes;
        long difference;
        Instant expires = Instant.MIN;

        Row(String id, FileKey key) {
            this.id = id;
            this.key = key;
        }

        Intent intent() {
            boolean question = state == State.OPEN || (state == State.ABSENT && !change.isEmpty());
            return new Intent(id, key, change, question);
        }

        /** What it may still add. */
        long room() {
            return state == State.OPEN || state == State.ABSENT ? Math.max(difference, 0) : 0;
        }

        boolean isOnPath() {
            return state == State.HELD || state == State.OPEN;
        }
    }

    @Override
    public synchronized Totals find(ProjectId project) {
        Project p = project(project);
        return new Totals(p.counted, p.bytes, reserved(project));
    }

    @Override
    public synchronized Answer hold(String id, FileKey key) {
        return claim(id, key, false, new Cost(false, "", "", true, 0, 0, Long.MAX_VALUE));
    }

    @Override
    public synchronized Answer open(String id, FileKey key, Cost cost) {
        return claim(id, key, true, cost);
    }

    @GuardedBy("this")
    private Answer claim(String id, FileKey key, boolean opens, Cost cost) {
        Project p = project(key.project());
        Instant now = clock.instant();
        if (opens && p.countingUntil.isAfter(now)) {
            return new Answer.Busy(refusal("counting"));
        }
        if (opens && !p.counted) {
            return new Answer.Uncounted();
        }
        if (cost.isHeld() && !rows.containsKey(id)) {
            return new Answer.Lost(refusal("lost"));
        }
        for (Row other : List.copyOf(rows.values())) {
            if (other.isOnPath() && other.key.equals(key) && !other.id.equals(id)) {
                if (other.expires.isAfter(now)) {
                    return new Answer.Busy(refusal("busy"));
                }
                if (other.state == State.OPEN) {
                    return new Answer.Abandoned(other.intent());
                }
                rows.remove(other.id);
            }
        }
        for (Row other : List.copyOf(rows.values())) {
            if (other.state == State.ABSENT
                    && other.key.equals(key)
                    && !cost.seen().isEmpty()
                    && other.change.equals(cost.seen())) {
                rows.remove(other.id);
                addLate(other);
            }
        }
        long difference = cost.newBytes() - cost.oldBytes();
        if (opens
                && !(cost.existed() && difference <= 0)
                && p.sum() + reservedBeside(key) + Math.max(reservedAt(key), difference)
                        >= cost.limitBytes()) {
            return new Answer.OverQuota(room(key.project()));
        }
        if (opens) {
            p.doubts += cost.oldBytes() > p.sum() ? 1 : 0;
            note(p, key, Kind.TOUCHED, cost.oldBytes(), cost.change());
        }
        Row row = rows.computeIfAbsent(id, _ -> new Row(id, key));
        row.oldBytes = opens ? cost.oldBytes() : 0;
        row.expires = now.plus(lease);
        if (opens) {
            row.state = State.OPEN;
            row.change = cost.change();
            row.difference = difference;
            p.counter = Optional.empty();
            p.countingUntil = Instant.MIN;
        }
        return new Answer.Granted(room(key.project()));
    }

    @Override
    public synchronized Room settle(String id, ProjectId project, boolean happened) {
        Project p = project(project);
        Optional<Row> row = Optional.ofNullable(rows.remove(id));
        if (row.isEmpty()) {
            p.counted = p.counted && !happened;
            return room(project);
        }
        switch (row.get().state) {
            case HELD -> {}
            case OPEN -> {
                if (happened) {
                    add(row.get());
                    supersede(row.get());
                } else {
                    note(p, row.get().key, Kind.STAYED, 0, "");
                }
            }
            case ABSENT -> {
                if (happened) {
                    addLate(row.get());
                }
            }
            case LANDED -> p.counted = p.counted && happened;
        }
        return room(project);
    }

    @Override
    public synchronized void forget(ProjectId project) {
        if (projects.containsKey(project)) {
            project(project).counted = false;
        }
    }

    @Override
    public synchronized void renew(Set<String> ids) {
        Instant until = clock.instant().plus(lease);
        for (Row row : rows.values()) {
            if (ids.contains(row.id) && row.isOnPath()) {
                row.expires = until;
            }
        }
        for (Project p : projects.values()) {
            if (p.counter.filter(ids::contains).isPresent()) {
                p.countingUntil = until;
            }
            if (p.recount.filter(ids::contains).isPresent()) {
                p.recountUntil = until;
            }
        }
    }

    @Override
    public synchronized List<Intent> abandoned() {
        Instant now = clock.instant();
        return rows.values().stream()
                .filter(row -> row.expires.isBefore(now))
                .map(Row::intent)
                .toList();
    }

    @Override
    public synchronized void resolve(Intent intent, boolean landed) {
        Optional<Row> found = Optional.ofNullable(rows.get(intent.id()));
        if (found.isEmpty() || found.get().expires.isAfter(clock.instant())) {
            return;
        }
        Row row = found.get();
        State before = row.state;
        if (before == State.OPEN) {
            row.state = landed ? State.LANDED : State.ABSENT;
            row.expires = clock.instant().plus(VERDICTS_KEPT);
        } else {
            rows.remove(row.id);
        }
        if (landed && before == State.OPEN) {
            add(row);
            supersede(row);
        } else if (landed && before == State.ABSENT) {
            addLate(row);
        }
    }

    @Override
    public synchronized Counting beginCount(String id, ProjectId project, boolean again) {
        Project p = project(project);
        Instant now = clock.instant();
        if (p.counted && !again) {
            return new Counting.Counted();
        }
        if (p.counter.filter(other -> !other.equals(id)).isPresent()
                && p.countingUntil.isAfter(now)) {
            return new Counting.Busy(refusal("somebody else counts"));
        }
        p.counter = Optional.of(id);
        p.countingUntil = now.plus(lease);
        for (Row row : rows.values()) {
            if (row.state == State.OPEN && row.key.project().equals(project)) {
                return row.expires.isAfter(now)
                        ? new Counting.Busy(refusal("changes are under way"))
                        : new Counting.Abandoned(row.intent());
            }
        }
        return new Counting.Begun();
    }

    @Override
    public synchronized boolean endCount(
            String id, ProjectId project, Map<TeamId, Long> bytesByTeam) {
        Project p = project(project);
        if (!p.counter.equals(Optional.of(id))) {
            return false;
        }
        rows.values()
                .removeIf(row -> row.key.project().equals(project) && row.state == State.LANDED);
        p.bytes.clear();
        p.bytes.putAll(bytesByTeam);
        p.counted = true;
        p.settledDoubts = p.doubts;
        leaveCount(id, project);
        return true;
    }

    @Override
    public synchronized void leaveCount(String id, ProjectId project) {
        Project p = project(project);
        if (p.counter.equals(Optional.of(id))) {
            p.counter = Optional.empty();
            p.countingUntil = Instant.MIN;
        }
    }

    @GuardedBy("this")
    private void add(Row row) {
        Project p = project(row.key.project());
        long known = p.bytes.getOrDefault(row.key.team(), 0L);
        p.doubts += known + row.difference < 0 ? 1 : 0;
        p.bytes.put(row.key.team(), Math.max(known + row.difference, 0));
        note(p, row.key, Kind.MOVED, row.difference, "");
    }

    /** Somebody may have counted the file meanwhile. */
    @GuardedBy("this")
    private void addLate(Row row) {
        add(row);
        project(row.key.project()).doubts++;
    }

    /** What has not happened to the file cannot happen any more. */
    @GuardedBy("this")
    private void supersede(Row by) {
        rows.values()
                .removeIf(row ->
                        row.state == State.ABSENT
                                && row.key.equals(by.key)
                                && (!by.change.isEmpty() || row.oldBytes > 0));
    }

    @GuardedBy("this")
    private Room room(ProjectId project) {
        return new Room(project(project).sum(), reserved(project));
    }

    @GuardedBy("this")
    private long reserved(ProjectId project) {
        List<FileKey> keys =
                rows.values().stream()
                        .map(row -> row.key)
                        .filter(key -> key.project().equals(project))
                        .distinct()
                        .toList();
        long sum = 0;
        for (FileKey key : keys) {
            sum += reservedAt(key);
        }
        return sum;
    }

    @GuardedBy("this")
    private long reservedBeside(FileKey key) {
        return reserved(key.project()) - reservedAt(key);
    }

    @GuardedBy("this")
    private long reservedAt(FileKey key) {
        return rows.values().stream()
                .filter(row -> row.key.equals(key))
                .mapToLong(Row::room)
                .max()
                .orElse(0);
    }

    @GuardedBy("this")
    private void note(Project p, FileKey key, Kind kind, long bytes, String change) {
        if (!p.recountUntil.isAfter(clock.instant())) {
            p.recount = Optional.empty();
        }
        if (p.recount.isPresent()) {
            notes++;
            p.notes.add(new Note(notes, key, kind, bytes, change));
        }
    }

    @Override
    public synchronized Set<ProjectId> projects() {
        return Set.copyOf(projects.keySet());
    }

    @Override
    public synchronized List<ProjectId> doubtful() {
        return projects.entrySet().stream()
                .filter(each -> each.getValue().doubts > each.getValue().settledDoubts)
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public synchronized Begin beginRecount(
            String id, ProjectId project, Duration age, boolean isWished) {
        Project p = project(project);
        Instant now = clock.instant();
        if (!p.counted || p.countingUntil.isAfter(now)) {
            return new Begin.Uncounted();
        }
        if (p.recount.filter(other -> !other.equals(id)).isPresent()
                && p.recountUntil.isAfter(now)) {
            return new Begin.Busy(refusal("somebody else counts again"));
        }
        if (p.countedAt.isAfter(now.minus(age))) {
            return new Begin.Counted();
        }
        if (!isWished && p.restUntil.isAfter(now)) {
            return new Begin.Early(Duration.between(now, p.restUntil));
        }
        p.notes.clear();
        p.recount = Optional.of(id);
        p.recountBegan = now;
        p.recountUntil = now.plus(lease);
        for (Row row : rows.values()) {
            if (row.key.project().equals(project) && row.intent().inQuestion()) {
                note(p, row.key, Kind.TOUCHED, row.oldBytes, row.change);
            }
        }
        return new Begin.Begun(p.doubts);
    }

    @Override
    public synchronized List<Note> notes(ProjectId project, long after) {
        return project(project).notes.stream()
                .filter(note -> note.number() > after)
                .limit(3)
                .toList();
    }

    @Override
    public synchronized Optional<Map<TeamId, Long>> endRecount(
            String id, ProjectId project, Ending ending) {
        Project p = project(project);
        if (!p.recount.equals(Optional.of(id))) {
            return Optional.empty();
        }
        Map<TeamId, Long> before = Map.copyOf(p.bytes);
        Map<TeamId, Long> sums =
                ending.sums()
                        .apply(
                                p.notes.stream()
                                        .filter(each -> each.number() > ending.after())
                                        .toList());
        p.bytes.clear();
        p.bytes.putAll(sums);
        p.settledDoubts = Math.max(p.settledDoubts, ending.doubts());
        p.countedAt = p.recountBegan;
        Instant now = clock.instant();
        p.restUntil = now.plus(Duration.between(p.recountBegan, now).multipliedBy(19));
        leaveRecount(id, project);
        return Optional.of(before);
    }

    @Override
    public synchronized void leaveRecount(String id, ProjectId project) {
        Project p = project(project);
        if (p.recount.equals(Optional.of(id))) {
            p.recount = Optional.empty();
            p.recountUntil = Instant.MIN;
            p.notes.clear();
        }
    }

    @GuardedBy("this")
    private Project project(ProjectId id) {
        return projects.computeIfAbsent(id, _ -> new Project());
    }

    private static StoreUnavailable refusal(String why) {
        return new StoreUnavailable(why, null);
    }
}
