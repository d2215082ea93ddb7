package io.flowkeep.config;

import io.flowkeep.files.FilesLimits;
import io.flowkeep.storage.s3.S3Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Where files are kept. */
public sealed interface FilesConfig {

    /** The files face is off: its routes do not exist. */
    record Off() implements FilesConfig {}

    /**
     * The files face is on.
     *
     * @param usage where the bytes of each project are remembered; empty: with the files
     * @param limits what a project may store
     * @param recountEvery how often all files are counted in the background
     */
    record On(
            Storage storage, Optional<RecordPlace> usage, FilesLimits limits, Duration recountEvery)
            implements FilesConfig {}

    /** Where files are kept. */
    sealed interface Storage {
        /**
         * In a folder.
         *
         * @param root absolute; need not exist
         */
        record Folder(Path root) implements Storage {}

        /** In memory, gone after a stop: for tests. */
        record Memory() implements Storage {}

        /** In a bucket of S3 or of a store that speaks its language. */
        record Bucket(S3Settings settings) implements Storage {}
    }
}
