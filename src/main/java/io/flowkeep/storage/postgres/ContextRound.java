package io.flowkeep.storage.postgres;

import io.flowkeep.context.Scope;
import io.flowkeep.context.ScopeChange;
import io.flowkeep.context.ScopeSize;
import io.flowkeep.context.ScopeState;
import io.flowkeep.storage.sql.Sql;
import io.flowkeep.storage.sql.SqlSession;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Several changes that are decided on together: one statement reads what they look at, they are
 * decided on one after the other, each seeing what those before it did, and one statement writes
 * what has changed. One thread at a time, one attempt only.
 */
final class ContextRound {
    /** The most bytes that are read for one round, not counting what its first change looks at. */
    private static final long READ_BYTES = 8 << 20;

    /** When a round has this much to write, the rest of it waits for the next one. */
    private static final long WRITTEN_CHARACTERS = 8 << 20;

    private static final String FOUND =
            "INSERT INTO flowkeep.context_projects (project, characters, version)"
                    + " SELECT a.project, 0, 0 FROM unnest(?::text[]) AS a(project)"
                    + " ORDER BY a.project COLLATE \"C\" ON CONFLICT DO NOTHING";
    private static final String LOCK =
            "SELECT project FROM flowkeep.context_projects WHERE project = ANY(?::text[])"
                    + " ORDER BY project FOR UPDATE";

    private record Address(String project, Scope scope) {}

    /**
     * A value that is looked at.
     *
     * @param number of its scope, from 1
     */
    private record AskedName(long number, String name) {}

    private final List<QueuedChange<?>> works;
    private final Map<String, ProjectDraft> projects = new LinkedHashMap<>();
    private final Map<Address, ScopeDraft> scopes = new LinkedHashMap<>();
    private final List<QueuedChange<?>> postponed = new ArrayList<>();

    private ContextRound(List<QueuedChange<?>> works) {
        this.works = List.copyOf(works);
        for (QueuedChange<?> work : works) {
            String name = work.project().text();
            ProjectDraft project = projects.computeIfAbsent(name, ProjectDraft::new);
            scopes.computeIfAbsent(
                    new Address(name, work.scope()), _ -> new ScopeDraft(project, work.scope()));
        }
    }

    /** Keeps others from changing the projects until the transaction ends. */
    static void lock(SqlSession session, List<QueuedChange<?>> works) throws SQLException {
        Object names =
                works.stream().map(work -> work.project().text()).distinct().toArray(String[]::new);
        session.execute(FOUND, names);
        var _ = session.list(LOCK, row -> row.getString(1), names);
    }

    /** Reads what the changes look at. */
    static ContextRound read(SqlSession session, List<QueuedChange<?>> works) throws SQLException {
        ContextRound round = new ContextRound(works);
        round.read(session);
        return round;
    }

    private void read(SqlSession session) throws SQLException {
        Map<Address, Long> numbers = new HashMap<>();
        scopes.keySet().forEach(address -> numbers.put(address, numbers.size() + 1L));
        Set<AskedName> asked = new LinkedHashSet<>();
        long ofTheFirst = 0;
        for (QueuedChange<?> work : works) {
            long number =
                    numbers.getOrDefault(new Address(work.project().text(), work.scope()), 0L);
            work.names().forEach(name -> asked.add(new AskedName(number, name)));
            ofTheFirst = ofTheFirst == 0 ? asked.size() : ofTheFirst;
        }
        List<ScopeDraft> numbered = new ArrayList<>(scopes.values());
        List<AskedName> names = new ArrayList<>(asked);
        var _ = session.list(reading(names, ofTheFirst), row -> note(row, numbered, names));
    }

    /** Values beyond the limit come without their text. */
    private Sql reading(List<AskedName> names, long ofTheFirst) {
        return Sql.of(
                        """
                        SELECT a.number, p.version, p.characters, s.id, s.characters, s.utf16_units,
                               s.last_place, n.asked, v.place,
                               CASE WHEN n.asked <= ? OR sum(octet_length(v.value))
                                   OVER (ORDER BY n.asked ROWS UNBOUNDED PRECEDING) <= ?
                                 THEN v.value END
                          FROM
                        """,
                        ofTheFirst,
                        READ_BYTES)
                .then(
                        Unnest.of(scopes.keySet())
                                .texts(Address::project)
                                .texts(each -> StoredText.of(each.scope().rowKey()).key())
                                .sql())
                .then(
                        """
                        WITH ORDINALITY AS a(project, scope, number)
                         LEFT JOIN flowkeep.context_projects p ON p.project = a.project
                         LEFT JOIN flowkeep.context_scopes s
                           ON s.project = a.project AND s.scope = a.scope
                         LEFT JOIN
                        """)
                .then(
                        Unnest.of(names)
                                .bigints(AskedName::number)
                                .texts(each -> StoredText.of(each.name()).key())
                                .sql())
                .then(
                        """
                         WITH ORDINALITY
                              AS n(scope_number, name, asked) ON n.scope_number = a.number
                          LEFT JOIN flowkeep.context_values v
                            ON v.scope_id = s.id AND v.name = n.name
                        """);
    }

    private boolean note(ResultSet row, List<ScopeDraft> numbered, List<AskedName> names)
            throws SQLException {
        ScopeDraft scope = numbered.get(row.getInt(1) - 1);
        long version = row.getLong(2);
        if (!row.wasNull()) {
            scope.project().found(version, row.getLong(3));
        }
        long id = row.getLong(4);
        if (!row.wasNull()) {
            scope.found(id, new ScopeSize(row.getLong(5), row.getLong(6)), row.getLong(7));
        }
        long place = row.getLong(9);
        if (!row.wasNull()) {
            String name = names.get(row.getInt(8) - 1).name();
            String value = row.getString(10);
            if (row.wasNull()) {
                scope.withheld(name);
            } else {
                scope.found(name, new ScopeDraft.Entry(place, value));
            }
        }
        return true;
    }

    private ScopeDraft draft(QueuedChange<?> work) {
        ScopeDraft draft = scopes.get(new Address(work.project().text(), work.scope()));
        if (draft == null) {
            throw new IllegalStateException("a change that is not of this round");
        }
        return draft;
    }

    /** Has all changes decided on. */
    void decide() {
        long written = 0;
        for (QueuedChange<?> work : works) {
            ScopeDraft scope = draft(work);
            if (written > WRITTEN_CHARACTERS || !scope.knows(work.names())) {
                postponed.add(work);
                continue;
            }
            ScopeState state = scope.state(work.names());
            ScopeChange change = work.decide(state);
            scope.apply(change, state.sizeAfter(change));
            written += characters(change);
        }
    }

    private static long characters(ScopeChange change) {
        return switch (change) {
            case ScopeChange.Nothing _ -> 0;
            case ScopeChange.Some(_, var put) -> characters(put);
            case ScopeChange.Whole(var all) -> characters(all);
        };
    }

    private static long characters(Map<String, String> values) {
        return values.entrySet().stream()
                .mapToLong(entry -> entry.getKey().length() + (long) entry.getValue().length())
                .sum();
    }

    boolean hasChanges() {
        return projects.values().stream().anyMatch(ProjectDraft::isChanged);
    }

    /** Writes what has changed; returns the projects that no other server changed meanwhile. */
    Set<String> save(SqlSession session, long now) throws SQLException {
        ContextWrite write = new ContextWrite();
        projects.values().forEach(project -> project.save(write));
        scopes.values().stream()
                .sorted(Comparator.comparingInt(ScopeDraft::birth))
                .forEach(scope -> scope.save(write));
        return write.run(session, now);
    }

    /** Changes for which there was no room; they have not been decided on. */
    List<QueuedChange<?>> postponed() {
        return postponed;
    }

    /** Changes that were decided on and change nothing. */
    List<QueuedChange<?>> idle() {
        return decided(false);
    }

    /** Changes of projects that are to be written, those without effect included. */
    List<QueuedChange<?>> busy() {
        return decided(true);
    }

    private List<QueuedChange<?>> decided(boolean changed) {
        Set<QueuedChange<?>> waiting = Set.copyOf(postponed);
        List<QueuedChange<?>> decided = new ArrayList<>();
        for (QueuedChange<?> work : works) {
            ProjectDraft project = draft(work).project();
            if (project.isChanged() == changed && !waiting.contains(work)) {
                decided.add(work);
            }
        }
        return decided;
    }
}
