package io.flowkeep.config;

import io.flowkeep.files.FilesLimits;
import io.flowkeep.storage.s3.S3Settings;
import java.net.URI;
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
        record Bucket(S3Settings settings) implements Storage {
            /**
             * One that is known by its address alone.
             *
             * @param region empty: as the SDK finds it
             * @param endpoint empty: AWS
             * @param pathStyle the bucket is part of the path, not of the host name
             */
            public static Bucket of(
                    String name,
                    Optional<String> region,
                    Optional<URI> endpoint,
                    boolean pathStyle) {
                return new Bucket(S3Settings.of(name, region, endpoint, pathStyle));
            }

            /** Whether both are one bucket, whoever asks for it and how. */
            public boolean isSameAs(Bucket other) {
                return settings.bucket().equals(other.settings.bucket())
                        && settings.endpoint().equals(other.settings.endpoint());
            }

            /** An address for people. */
            public String shown() {
                return "s3://"
                        + settings.bucket()
                        + settings.endpoint().map(url -> " at " + url).orElse("");
            }
        }
    }
}
