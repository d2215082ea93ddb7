package io.flowkeep.config;

import java.nio.file.Path;
import java.util.OptionalLong;

/** Where files are kept. */
public sealed interface FilesConfig {

    /** The files face is off: its routes do not exist. */
    record Off() implements FilesConfig {}

    /**
     * In a folder.
     *
     * @param root absolute; need not exist
     * @param limits what a project may store
     */
    record LocalFolder(Path root, Limits limits) implements FilesConfig {}

    /** In memory, gone after a stop: for tests. */
    record Memory(Limits limits) implements FilesConfig {}

    /**
     * What may be stored.
     *
     * @param quotaBytes of a project for which the token's authority names no quota; empty for none
     * @param maxBody of one request
     */
    record Limits(OptionalLong quotaBytes, ByteSize maxBody) {}
}
