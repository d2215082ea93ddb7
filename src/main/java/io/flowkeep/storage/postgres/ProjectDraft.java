package io.flowkeep.storage.postgres;

/** What a project holds, as the changes of a round leave it. One round only. */
final class ProjectDraft {
    /** The version of a project that has no row. */
    static final long NEW = -1;

    private final String name;
    private long version = NEW;
    private long stored;
    private long growth;
    private int births;
    private boolean changed;

    ProjectDraft(String name) {
        this.name = name;
    }

    void found(long itsVersion, long characters) {
        version = itsVersion;
        stored = characters;
    }

    String name() {
        return name;
    }

    long characters() {
        return stored + growth;
    }

    void grow(long characters) {
        growth += characters;
        changed = true;
    }

    /** Counts one more scope that is made. */
    int nextBirth() {
        return ++births;
    }

    boolean isChanged() {
        return changed;
    }

    void save(ContextWrite write) {
        if (changed) {
            write.project(name, version, growth);
        }
    }
}
