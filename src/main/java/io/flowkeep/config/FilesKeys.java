package io.flowkeep.config;

import io.flowkeep.files.FilesLimits;
import io.flowkeep.files.Quota;
import io.flowkeep.storage.s3.S3Settings;
import io.flowkeep.text.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys of files, of what they are kept in and of how much may be kept. */
final class FilesKeys {
    private static final String UNSET = "";

    private final KeyGroup keys = new KeyGroup();

    final Key<FilesDriver> type =
            keys.key(
                    "driver.type",
                    ValueType.choice(
                            Map.of(
                                    "localfs", FilesDriver.LOCALFS,
                                    "memory", FilesDriver.MEMORY,
                                    "s3", FilesDriver.S3)),
                    "localfs",
                    "Where files are kept. A file that sets no key of driver but one of context,"
                            + " flows, events or iam turns the files face off.");
    final Key<String> root =
            keys.key(
                    "driver.options.root",
                    ValueType.text("a folder"),
                    UNSET,
                    "localfs: the folder of all files, relative to FLOWFORGE_HOME; created at"
                        + " start. Must be given when any key of driver is; with no configuration"
                        + " it is var/files.");
    final Key<String> bucket =
            s3("bucket", ValueType.text("text"), "the bucket's name; it must exist");
    final Key<String> region =
            s3(
                    "region",
                    ValueType.text("text"),
                    "the region; without it AWS_REGION, the AWS profile or the machine says it");
    final Key<URI> endpoint =
            s3("endpoint", ValueType.url(), "the address of a store other than AWS");
    final Key<Boolean> pathStyle =
            keys.key(
                    "driver.options.forcePathStyle",
                    ValueType.flag(),
                    UNSET,
                    "s3: the bucket is part of the path, not of the host name.");
    final Key<Secret> keyId = s3Secret("accessKeyId");
    final Key<Secret> secretKey = s3Secret("secretAccessKey");
    final Key<Secret> sessionToken = s3Secret("sessionToken");
    final Key<S3Settings.Guarding> conditions =
            keys.key(
                    "driver.options.conditionalWrites",
                    ValueType.choice(
                            Map.of(
                                    "auto", S3Settings.Guarding.FOUND,
                                    "true", S3Settings.Guarding.ALWAYS,
                                    "false", S3Settings.Guarding.NEVER)),
                    "auto",
                    "s3: whether the store checks If-Match and If-None-Match on changes, on which"
                            + " several servers rely that share a bucket. auto: it is tried at"
                            + " start with an object of the server's own.");
    final Key<ByteSize> quota =
            keys.key(
                    "driver.quota",
                    ValueType.bytes("0", "8191TiB"),
                    "0",
                    "The file quota of a project for which the token's authority names none. 0 is"
                            + " no limit.");
    final Key<ByteSize> maxBody =
            keys.key(
                    "files.max_body",
                    ValueType.bytes("1", "8191TiB"),
                    "1GiB",
                    "The largest file that one request may send; more is answered 413.");
    final Key<PlaceKind> usageType =
            keys.key(
                    "usage.type",
                    PlaceKind.type(),
                    "auto",
                    "s3: where the bytes of each project are kept, which several servers on one"
                            + " bucket must share. auto: in the PostgreSQL of context, or else of"
                            + " flows; in SQLite below var if there is none.");
    final Key<Duration> recountEvery =
            keys.key(
                    "usage.recount_every",
                    ValueType.time("1m", "30d"),
                    "1d",
                    "All files are counted in the background after the start, and again this long"
                            + " after the last time, at no more than a twentieth of one processor:"
                            + " so long at most, files that were changed by others count wrongly"
                            + " for the quota.");

    List<Key<?>> all() {
        return keys.all();
    }

    /** What only the bucket's driver reads. */
    List<Key<?>> ofBucket() {
        return List.of(
                bucket, region, endpoint, pathStyle, keyId, secretKey, sessionToken, conditions);
    }

    FilesConfig read(Settings settings, Places places) throws ConfigException {
        if (!settings.hasSection("driver")) {
            return new FilesConfig.Off();
        }
        return switch (settings.value(type)) {
            case LOCALFS ->
                    on(new FilesConfig.Storage.Folder(places.file(root(settings))), settings);
            case MEMORY -> on(new FilesConfig.Storage.Memory(), settings);
            case S3 -> {
                S3Settings inBucket = bucket(settings);
                String name = inBucket.bucket().replaceAll("[^0-9A-Za-z.-]", "_");
                RecordPlace usage =
                        places.place(usageType, places.sqlite("usage-" + name + ".db"), false);
                yield on(new FilesConfig.Storage.Bucket(inBucket), Optional.of(usage), settings);
            }
        };
    }

    private FilesConfig on(FilesConfig.Storage storage, Settings settings) {
        return on(storage, Optional.empty(), settings);
    }

    private FilesConfig on(
            FilesConfig.Storage storage, Optional<RecordPlace> usage, Settings settings) {
        return new FilesConfig.On(
                storage,
                usage,
                new FilesLimits(settings.value(maxBody).bytes(), new Quota(settings.limit(quota))),
                settings.value(recountEvery));
    }

    private String root(Settings settings) throws ConfigException {
        return settings.require(root, "driver.options.root must name the folder for files");
    }

    private S3Settings bucket(Settings settings) throws ConfigException {
        return new S3Settings(
                required(bucket, settings),
                settings.findValue(region),
                settings.findValue(endpoint),
                settings.findValue(pathStyle).orElse(false),
                asking(settings),
                settings.value(conditions),
                S3Settings.Patience.USUAL);
    }

    private S3Settings.Asking asking(Settings settings) throws ConfigException {
        if (settings.find(keyId).isEmpty() && settings.find(secretKey).isEmpty()) {
            return new S3Settings.Asking.Found();
        }
        return new S3Settings.Asking.Key(
                required(keyId, settings).reveal(),
                required(secretKey, settings).reveal(),
                settings.findValue(sessionToken).orElse(Secret.NONE).reveal());
    }

    private static <T> T required(Key<T> key, Settings settings) throws ConfigException {
        return settings.require(key, "driver.type: s3 needs " + key.name());
    }

    private <T> Key<T> s3(String leaf, ValueType<T> takes, String about) {
        return keys.key("driver.options." + leaf, takes, UNSET, "s3: " + about + ".");
    }

    private Key<Secret> s3Secret(String leaf) {
        return keys.key(
                "driver.options.credentials." + leaf,
                ValueType.secret(),
                UNSET,
                "s3: who asks; without it the AWS environment, profile or machine says it.");
    }
}
