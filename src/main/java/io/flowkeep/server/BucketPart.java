package io.flowkeep.server;

import io.flowkeep.config.FilesConfig;
import io.flowkeep.config.S3Conditions;
import io.flowkeep.files.FileStore;
import io.flowkeep.storage.s3.S3Files;
import io.flowkeep.storage.s3.S3Settings;
import io.flowkeep.storage.s3.S3Settings.Asking;
import io.flowkeep.storage.s3.S3Settings.Guarding;
import io.flowkeep.storage.s3.S3Settings.Patience;
import io.flowkeep.storage.s3.S3Settings.Place;
import io.flowkeep.trust.Trust;
import java.security.SecureRandom;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens a bucket for files, and keeps it tidy. */
public final class BucketPart {
    private static final Logger LOG = LoggerFactory.getLogger(BucketPart.class);

    /** What is swept is at least a day old, so a few times a day is enough. */
    private static final Duration SWEPT_EVERY = Duration.ofHours(6);

    private BucketPart() {}

    static FileStore open(FilesConfig.Storage.Bucket config, Surroundings surroundings) {
        S3Files files =
                surroundings
                        .parts()
                        .add(
                                S3Files.open(
                                        settings(config, surroundings.trust()),
                                        surroundings.clock(),
                                        new SecureRandom()));
        surroundings.parts().probe("files", files::isReady);
        Thread.ofVirtual().start(() -> sweep(files));
        surroundings.parts().add(Repeating.every(SWEPT_EVERY, "sweep of the bucket", files::sweep));
        return files.store();
    }

    /** The first sweep does not hold up the start. */
    private static void sweep(S3Files files) {
        try {
            files.sweep();
        } catch (RuntimeException e) {
            LOG.warn(
                    "the bucket could not be swept, which will be tried again: {}", e.getMessage());
        }
    }

    public static S3Settings settings(FilesConfig.Storage.Bucket config, Trust trust) {
        return new S3Settings(
                config.name(),
                place(config),
                config.pathStyle(),
                config.login()
                        .<Asking>map(login ->
                                new Asking.Key(
                                        login.keyId().reveal(),
                                        login.secretKey().reveal(),
                                        login.sessionToken().reveal()))
                        .orElseGet(Asking.Found::new),
                trust,
                guarding(config.conditions()),
                Patience.USUAL);
    }

    private static Place place(FilesConfig.Storage.Bucket config) {
        if (config.endpoint().isPresent()) {
            return new Place.Endpoint(config.endpoint().get(), config.region().orElse(""));
        }
        return config.region().<Place>map(Place.Region::new).orElseGet(Place.Found::new);
    }

    private static Guarding guarding(S3Conditions conditions) {
        return switch (conditions) {
            case AUTO -> Guarding.FOUND;
            case ON -> Guarding.ALWAYS;
            case OFF -> Guarding.NEVER;
        };
    }
}
