package io.flowkeep.storage.s3;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.flowkeep.files.FileStore;
import io.flowkeep.trust.Trust;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** Opens buckets for tests. */
final class S3Tests {
    /** Shorter than usual, so that faults show soon. */
    static final S3Settings.Patience SHORT =
            new S3Settings.Patience(
                    Duration.ofMillis(500),
                    Duration.ofMillis(1500),
                    Duration.ofMillis(4000),
                    Duration.ofMillis(3000),
                    Duration.ofSeconds(20));

    static {
        for (String library : List.of("software.amazon.awssdk", "org.apache.hc")) {
            if (LoggerFactory.getLogger(library) instanceof Logger log) {
                log.setLevel(Level.WARN); // they tell every byte otherwise
            }
        }
    }

    private S3Tests() {}

    static FileStore store(S3Server server, Path folder) {
        return open(settings(server, folder)).store();
    }

    static S3Files open(S3Settings settings) {
        return S3Files.open(settings, Trust.ofJvm(), InstantSource.system(), new SecureRandom());
    }

    static S3Settings settings(S3Server server, Path folder) {
        return settings(server, folder, S3Settings.Guarding.FOUND);
    }

    static S3Settings settings(S3Server server, Path folder, S3Settings.Guarding guarding) {
        return settings(server, server.url(), server.bucket(folder), guarding, usual());
    }

    /** For what stands before a server. */
    static S3Settings settings(
            S3Server server,
            URI url,
            String bucket,
            S3Settings.Guarding guarding,
            S3Settings.Patience patience) {
        return new S3Settings(
                bucket,
                Optional.of("eu-west-1"),
                Optional.of(url),
                true,
                new S3Settings.Asking.Key(server.keyId(), server.secret(), ""),
                guarding,
                patience);
    }

    /** A bucket for whoever the surroundings say asks. */
    static S3Settings found(URI url, String bucket) {
        return new S3Settings(
                bucket,
                Optional.of("eu-west-1"),
                Optional.of(url),
                true,
                new S3Settings.Asking.Found(),
                S3Settings.Guarding.ALWAYS,
                usual());
    }

    static S3Settings.Patience usual() {
        return S3Settings.Patience.USUAL;
    }
}
