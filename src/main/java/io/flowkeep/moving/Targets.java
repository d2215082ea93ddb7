package io.flowkeep.moving;

import io.flowkeep.context.ContextStore;
import io.flowkeep.context.ScopeTable;
import io.flowkeep.files.FileStore;
import io.flowkeep.flows.Flow;
import io.flowkeep.flows.FlowStore;
import io.flowkeep.ids.ProjectId;
import java.util.function.Consumer;

/**
 * The targets there are. What is handed in is closed with the target, a store by {@code closing};
 * only streams stay the caller's. Files are written from a length on, at which they are cut off
 * first: 0, or what {@link Journal#length} says.
 */
public final class Targets {
    private Targets() {}

    /** Flows into a store. */
    public static Target<Flow> flows(FlowStore store, Runnable closing) {
        return new FlowTarget(store, closing);
    }

    /** Context into a store. */
    public static Target<ScopeRecord> context(ContextStore store, Runnable closing) {
        return new ScopeTarget(store, closing);
    }

    /** Context into the file-server's own table. */
    public static Target<ScopeRecord> context(ScopeTable table) {
        return new TableTarget(table);
    }

    /**
     * Files into a store.
     *
     * @param changing is told of each project before the first change in it; must be safe for
     *     concurrent use
     */
    public static Target<FileRecord> files(
            FileStore store, Consumer<ProjectId> changing, Runnable closing) {
        return new FileTarget(store, changing, closing);
    }

    /** A target that is not there yet and is not to be made: everything could be moved to it. */
    public static <R> Target<R> nothing() {
        return new EmptyTarget<>();
    }
}
