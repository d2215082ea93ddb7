package io.flowkeep.moving;

import io.flowkeep.context.ContextStore;
import io.flowkeep.context.ScopeTable;
import io.flowkeep.files.FileStore;
import io.flowkeep.flows.Flow;
import io.flowkeep.flows.FlowStore;
import java.nio.file.Path;

/**
 * The sources that are stores. What is handed in is closed with the source, a store by {@code
 * closing}.
 */
public final class Sources {
    private Sources() {}

    public static Source<Flow> flows(FlowStore store, Runnable closing) {
        return new StoredFlows(store, closing);
    }

    public static Source<ScopeRecord> context(ContextStore store, Runnable closing) {
        return new StoredScopes(store, closing);
    }

    /** Context from the file-server's own table. */
    public static Source<ScopeRecord> context(ScopeTable table) {
        return new TableScopes(table);
    }

    /** Files from a store. */
    public static Source<FileRecord> files(FileStore store, Runnable closing) {
        return new StoredFiles(store, closing);
    }

    /**
     * Files from a folder, and what else lies in it.
     *
     * @param root the folder that the store is on
     */
    public static Source<FileRecord> files(FileStore store, Path root, Runnable closing) {
        return new FolderFiles(store, root, closing);
    }
}
