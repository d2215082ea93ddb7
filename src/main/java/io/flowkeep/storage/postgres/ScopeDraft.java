package io.flowkeep.storage.postgres;

import io.flowkeep.context.Scope;
import io.flowkeep.context.ScopeChange;
import io.flowkeep.context.ScopeSize;
import io.flowkeep.context.ScopeState;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * A scope as the changes of a round leave it one after the other, with those of its names that they
 * touch. One round only.
 */
final class ScopeDraft {
    /** A value and the place of its name. */
    record Entry(long place, String value) {}

    private final Scope scope;
    private final ProjectDraft project;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Set<String> withheld = new HashSet<>();
    private final Set<String> put = new LinkedHashSet<>();
    private final Set<String> gone = new LinkedHashSet<>();
    private long storedId;
    private long deletedId;
    private int birth;
    private long lastPlace;
    private boolean exists;
    private boolean changed;
    private boolean wiped;
    private ScopeSize size = ScopeSize.NOTHING;

    ScopeDraft(ProjectDraft project, Scope scope) {
        this.project = project;
        this.scope = scope;
    }

    ProjectDraft project() {
        return project;
    }

    /** Notes that the scope exists. */
    void found(long id, ScopeSize itsSize, long itsLastPlace) {
        storedId = id;
        size = itsSize;
        lastPlace = itsLastPlace;
        exists = true;
    }

    /** Notes an existing value. */
    void found(String name, Entry entry) {
        entries.put(name, entry);
    }

    /** Notes a value that exists and was not read, since the round has become too large. */
    void withheld(String name) {
        withheld.add(name);
    }

    /** Whether all of these names were read. */
    boolean knows(Set<String> names) {
        return withheld.isEmpty() || Collections.disjoint(withheld, names);
    }

    ScopeState state(Set<String> names) {
        Map<String, String> values = new HashMap<>();
        for (String name : names) {
            Entry entry = entries.get(name);
            if (entry != null) {
                values.put(name, entry.value());
            }
        }
        return new ScopeState(exists, values, size, project.characters());
    }

    /** Makes a change, after which the scope has the given size. */
    void apply(ScopeChange change, ScopeSize after) {
        switch (change) {
            case ScopeChange.Nothing _ -> {
                return;
            }
            case ScopeChange.Some(var removed, var added) -> {
                removed.forEach(this::remove);
                added.forEach(this::put);
            }
            case ScopeChange.Whole(var all) -> {
                wipe();
                all.forEach(this::put);
            }
        }
        boolean existed = exists;
        exists = !after.equals(ScopeSize.NOTHING);
        if (exists && !existed) {
            birth = project.nextBirth();
        }
        if (existed && !exists) {
            vanish();
        }
        changed = true;
        project.grow(after.characters() - size.characters());
        size = after;
    }

    private void remove(String name) {
        entries.remove(name);
        put.remove(name);
        gone.add(name);
    }

    private void put(String name, String value) {
        Entry old = entries.get(name);
        entries.put(name, new Entry(old == null ? ++lastPlace : old.place(), value));
        put.add(name);
        gone.remove(name);
    }

    private void wipe() {
        wiped = true;
        lastPlace = 0;
        entries.clear();
        withheld.clear();
        put.clear();
        gone.clear();
    }

    /** If it is created again, it is a new scope with an id of its own. */
    private void vanish() {
        deletedId = storedId == 0 ? deletedId : storedId;
        storedId = 0;
        wipe();
    }

    /** Its number among the project's scopes that this round creates; 0 if it existed before. */
    int birth() {
        return birth;
    }

    /** Adds what has changed to a statement. */
    void save(ContextWrite write) {
        if (!changed) {
            return;
        }
        if (deletedId != 0) {
            write.delete(deletedId, project.name());
        }
        if (!exists) {
            return;
        }
        int number =
                storedId == 0
                        ? write.create(project.name(), scope, size, lastPlace)
                        : write.update(storedId, project.name(), size, lastPlace, wiped);
        if (storedId != 0 && !wiped) {
            gone.forEach(name -> write.remove(number, name));
        }
        for (String name : put) {
            Entry entry = entries.get(name);
            if (entry != null) {
                write.put(number, name, entry);
            }
        }
    }
}
