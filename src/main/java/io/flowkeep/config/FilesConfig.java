package io.flowkeep.config;

import io.flowkeep.text.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** Where files are kept. */
public sealed interface FilesConfig {

    /** The files face is off: its routes do not exist. */
    record Off() implements FilesConfig {}

    /**
     * The files face is on.
     *
     * @param usage where the bytes of each project are remembered; empty: with the files
     * @param limits what a project may store
     */
    record On(Storage storage, Optional<RecordPlace> usage, Limits limits) implements FilesConfig {}

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

        /**
         * In a bucket of S3 or of a store that speaks its language.
         *
         * @param region empty: as the SDK finds it
         * @param endpoint empty: AWS
         * @param pathStyle the bucket is part of the path, not of the host name
         * @param login empty: as the SDK finds it
         */
        record Bucket(
                String name,
                Optional<String> region,
                Optional<URI> endpoint,
                boolean pathStyle,
                Optional<Login> login,
                S3Conditions conditions)
                implements Storage {}
    }

    /**
     * Who asks S3.
     *
     * @param sessionToken empty for lasting credentials
     */
    record Login(Secret keyId, Secret secretKey, Secret sessionToken) {}

    /**
     * What may be stored.
     *
     * @param quotaBytes of a project for which the token's authority names no quota; empty for none
     * @param maxBody of one request
     * @param recountEvery how often all files are counted in the background
     */
    record Limits(OptionalLong quotaBytes, ByteSize maxBody, Duration recountEvery) {}
}
