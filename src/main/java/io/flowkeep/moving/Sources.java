package io.flowkeep.moving;

import io.flowkeep.context.ContextStore;
import io.flowkeep.context.ScopeTable;
import io.flowkeep.files.FileStore;
import io.flowkeep.flows.Flow;
import io.flowkeep.flows.FlowStore;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * The sources there are. What is handed in is closed with the source, a store by {@code closing}.
 * Sizes of streams are -1 if they are not known.
 */
public final class Sources {
    private Sources() {}

    /** Flows from a store. */
    public static Source<Flow> flows(FlowStore store, Runnable closing) {
        return new StoredFlows(store, closing);
    }

    /** Flows from JSON lines. */
    public static Source<Flow> flows(InputStream lines, long size) {
        return new LineSource<>(new FlowForm(), lines, size);
    }

    /** Context from a store. */
    public static Source<ScopeRecord> context(ContextStore store, Runnable closing) {
        return new StoredScopes(store, closing);
    }

    /** Context from the file-server's own table. */
    public static Source<ScopeRecord> context(ScopeTable table) {
        return new TableScopes(table);
    }

    /** Context from JSON lines. */
    public static Source<ScopeRecord> context(InputStream lines, long size) {
        return new LineSource<>(new ScopeForm(), lines, size);
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

    /** Files from a tar. */
    public static Source<FileRecord> files(InputStream tar, long size) {
        return new TarSource(tar, size);
    }
}
