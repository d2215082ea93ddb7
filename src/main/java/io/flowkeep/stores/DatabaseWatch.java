package io.flowkeep.stores;

import java.util.function.Supplier;

/** Is told of the SQLite databases that are opened, for metrics. For the starting thread. */
public interface DatabaseWatch {
    /** Ignores everything. */
    DatabaseWatch NONE =
            new DatabaseWatch() {
                @Override
                public Commits commits(String name) {
                    return (_, _) -> {};
                }

                @Override
                public void queue(String name, Supplier<Number> waiting) {}
            };

    /** Is told of a database's commits; called on its writer's thread, so it must be quick. */
    @FunctionalInterface
    interface Commits {
        /** A commit of so many writes took so long. */
        void committed(int writes, long nanos);
    }

    /** The listener for the commits of a database that holds this. */
    Commits commits(String name);

    /** A database that holds this is open; its supplier says how many writes wait in it. */
    void queue(String name, Supplier<Number> waiting);
}
