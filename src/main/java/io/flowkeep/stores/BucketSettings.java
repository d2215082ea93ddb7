package io.flowkeep.stores;

import io.flowkeep.config.FilesConfig;
import io.flowkeep.config.S3Conditions;
import io.flowkeep.storage.s3.S3Settings;
import io.flowkeep.storage.s3.S3Settings.Asking;
import io.flowkeep.storage.s3.S3Settings.Guarding;
import io.flowkeep.storage.s3.S3Settings.Patience;
import io.flowkeep.storage.s3.S3Settings.Place;
import io.flowkeep.trust.Trust;

/** From the configuration of a bucket to the driver's settings. Stateless. */
final class BucketSettings {
    private BucketSettings() {}

    static S3Settings of(FilesConfig.Storage.Bucket bucket, Trust trust) {
        return new S3Settings(
                bucket.name(),
                place(bucket),
                bucket.pathStyle(),
                bucket.login()
                        .<Asking>map(login ->
                                new Asking.Key(
                                        login.keyId().reveal(),
                                        login.secretKey().reveal(),
                                        login.sessionToken().reveal()))
                        .orElseGet(Asking.Found::new),
                trust,
                guarding(bucket.conditions()),
                Patience.USUAL);
    }

    private static Place place(FilesConfig.Storage.Bucket bucket) {
        if (bucket.endpoint().isPresent()) {
            return new Place.Endpoint(bucket.endpoint().get(), bucket.region().orElse(""));
        }
        return bucket.region().<Place>map(Place.Region::new).orElseGet(Place.Found::new);
    }

    private static Guarding guarding(S3Conditions conditions) {
        return switch (conditions) {
            case AUTO -> Guarding.FOUND;
            case ON -> Guarding.ALWAYS;
            case OFF -> Guarding.NEVER;
        };
    }
}
