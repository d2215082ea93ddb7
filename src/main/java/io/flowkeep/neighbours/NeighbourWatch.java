package io.flowkeep.neighbours;

/** Is told of neighbours that gave no usable answer, for metrics. Safe for concurrent use. */
@FunctionalInterface
public interface NeighbourWatch {
    /** Ignores everything. */
    NeighbourWatch NONE = _ -> {};

    /**
     * A request went on, or failed, without this neighbour.
     *
     * @param name for example {@code component repository}; one of a few
     */
    void unavailable(String name);
}
