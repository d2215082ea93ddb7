package io.flowkeep.moving;

import io.flowkeep.context.ContextStore;
import io.flowkeep.context.ScopeTable;
import io.flowkeep.files.FileStore;
import io.flowkeep.flows.Flow;
import io.flowkeep.flows.FlowStore;
import io.flowkeep.ids.ProjectId;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
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

    /** Flows into a file of JSON lines. */
    public static Target<Flow> flows(Path lines, long length) throws IOException {
        return new LineTarget<>(new FlowForm(), new Output.Growing(lines, length));
    }

    /** Flows as JSON lines into a stream. */
    public static Target<Flow> flows(OutputStream lines) {
        return new LineTarget<>(new FlowForm(), new Output.Passing(lines));
    }

    /** Context into a store. */
    public static Target<ScopeRecord> context(ContextStore store, Runnable closing) {
        return new ScopeTarget(store, closing);
    }

    /** Context into the file-server's own table. */
    public static Target<ScopeRecord> context(ScopeTable table) {
        return new TableTarget(table);
    }

    /** Context into a file of JSON lines. */
    public static Target<ScopeRecord> context(Path lines, long length) throws IOException {
        return new LineTarget<>(new ScopeForm(), new Output.Growing(lines, length));
    }

    /** Context as JSON lines into a stream. */
    public static Target<ScopeRecord> context(OutputStream lines) {
        return new LineTarget<>(new ScopeForm(), new Output.Passing(lines));
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

    /** Files into a tar. */
    public static Target<FileRecord> files(Path tar, long length) throws IOException {
        return new TarTarget(new Output.Growing(tar, length));
    }

    /** Files as a tar into a stream. */
    public static Target<FileRecord> files(OutputStream tar) {
        return new TarTarget(new Output.Passing(tar));
    }

    /** A target that is not there yet and is not to be made: everything could be moved to it. */
    public static <R> Target<R> nothing() {
        return new EmptyTarget<>();
    }
}
