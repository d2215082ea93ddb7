package io.flowkeep.storage.s3;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.InstanceProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;
import software.amazon.awssdk.auth.credentials.WebIdentityTokenFileCredentialsProvider;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileFileSystemSetting;
import software.amazon.awssdk.utils.SdkAutoCloseable;
import software.amazon.awssdk.utils.SystemSetting;

/**
 * Credentials from where the replaced server's SDK looks for them, in its order. The first place
 * that is configured counts: if it fails, no other is tried, since that would be another identity.
 * Each provider gets new credentials before the old ones end. The classes for roles and for single
 * sign-on are loaded by the SDK when a place needs them.
 *
 * <p>Safe for concurrent use.
 */
final class FoundCredentials implements AwsCredentialsProvider, SdkAutoCloseable {
    /** In characters; the SDK's messages have whole lists in them. */
    private static final int LONGEST_REASON = 200;

    private static final List<String> IN_PROFILES =
            List.of(
                    "aws_access_key_id",
                    "role_arn",
                    "credential_process",
                    "sso_session",
                    "sso_account_id",
                    "login_session");

    private static final List<Place> PLACES =
            List.of(
                    new Place(
                            () -> "Java's system properties",
                            () -> hasProperty("aws.accessKeyId"),
                            SystemPropertyCredentialsProvider::create),
                    new Place(
                            () -> "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
                            FoundCredentials::hasKeys,
                            EnvironmentVariableCredentialsProvider::create),
                    new Place(
                            () -> "the profile " + profile(),
                            FoundCredentials::hasProfile,
                            ProfileCredentialsProvider::create),
                    new Place(
                            () -> "AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN",
                            () ->
                                    isSet(SdkSystemSetting.AWS_WEB_IDENTITY_TOKEN_FILE)
                                            && isSet(SdkSystemSetting.AWS_ROLE_ARN),
                            WebIdentityTokenFileCredentialsProvider::create),
                    new Place(
                            () -> "the container (AWS_CONTAINER_CREDENTIALS_...)",
                            () ->
                                    isSet(SdkSystemSetting.AWS_CONTAINER_CREDENTIALS_FULL_URI)
                                            || isSet(
                                                    SdkSystemSetting
                                                            .AWS_CONTAINER_CREDENTIALS_RELATIVE_URI),
                            () -> ContainerCredentialsProvider.builder().build()),
                    new Place(
                            () -> "the machine (its metadata service)",
                            () -> !isOff(SdkSystemSetting.AWS_EC2_METADATA_DISABLED),
                            InstanceProfileCredentialsProvider::create));

    private final ConcurrentMap<Place, AwsCredentialsProvider> made = new ConcurrentHashMap<>();
    private final AtomicReference<List<Place>> places = new AtomicReference<>(PLACES);

    /** Where credentials may be. */
    private record Place(
            Supplier<String> name,
            BooleanSupplier isSetUp,
            Supplier<AwsCredentialsProvider> provider) {}

    /** There are none; nothing was sent to the store. */
    static final class Missing extends SdkClientException {
        private static final long serialVersionUID = 1;

        private Missing(String sentence, Throwable cause) {
            super(SdkClientException.builder().message(sentence).cause(cause));
        }
    }

    @Override
    public AwsCredentials resolveCredentials() {
        List<String> passed = new ArrayList<>();
        for (Place place : places.get()) {
            if (place.isSetUp().getAsBoolean()) {
                AwsCredentials found = ask(place, passed);
                places.set(List.of(place)); // others would be another identity
                return found;
            }
            passed.add(place.name().get());
        }
        throw new Missing(
                "no credentials for the bucket: nothing is set in " + joined(passed),
                new IllegalStateException("nothing is set"));
    }

    private AwsCredentials ask(Place place, List<String> passed) {
        try {
            return made.computeIfAbsent(place, each -> each.provider().get()).resolveCredentials();
        } catch (RuntimeException e) { // exceptions of many kinds, those of parsers included
            throw new Missing(
                    "no credentials for the bucket: asked "
                            + place.name().get()
                            + ": "
                            + reason(e)
                            + (passed.isEmpty() ? "" : "; nothing is set in " + joined(passed)),
                    e);
        }
    }

    private static String joined(List<String> names) {
        return String.join(", ", names);
    }

    private static String reason(Throwable error) {
        String said = Optional.ofNullable(error.getMessage()).orElse(error.toString());
        String first = said.lines().findFirst().orElse("").replaceFirst(" \\(Service: .*", "");
        return first.length() > LONGEST_REASON ? first.substring(0, LONGEST_REASON) + "..." : first;
    }

    private static boolean hasProperty(String name) {
        return System.getProperty(name) != null;
    }

    /** Keys in the environment are ignored when a profile is named. */
    private static boolean hasKeys() {
        return hasVariable("AWS_ACCESS_KEY_ID")
                && hasVariable("AWS_SECRET_ACCESS_KEY")
                && !hasVariable("AWS_PROFILE")
                && !hasProperty("aws.profile");
    }

    private static boolean hasVariable(String name) {
        return !System.getenv().getOrDefault(name, "").isEmpty();
    }

    private static String profile() {
        return ProfileFileSystemSetting.AWS_PROFILE.getStringValue().orElse("default");
    }

    /**
     * A file that cannot be parsed still counts as configured; the provider reports what is wrong.
     */
    private static boolean hasProfile() {
        try {
            return ProfileFile.defaultProfileFile()
                    .profile(profile())
                    .filter(found -> IN_PROFILES.stream().anyMatch(found.properties()::containsKey))
                    .isPresent();
        } catch (RuntimeException _) {
            return true;
        }
    }

    private static boolean isSet(SystemSetting setting) {
        return setting.getStringValue().filter(text -> !text.isBlank()).isPresent();
    }

    private static boolean isOff(SystemSetting setting) {
        return setting.getStringValue()
                .filter(text -> text.toLowerCase(Locale.ROOT).equals("true"))
                .isPresent();
    }

    @Override
    public void close() {
        for (AwsCredentialsProvider provider : made.values()) {
            if (provider instanceof SdkAutoCloseable closing) {
                closing.close();
            }
        }
    }
}
