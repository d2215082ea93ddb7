package io.flowkeep.storage.s3;

import io.flowkeep.storage.s3.S3Settings.Asking;
import io.flowkeep.storage.s3.S3Settings.Patience;
import io.flowkeep.trust.Trust;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.TrustManager;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.retry.RetryUtils;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * The SDK's clients over one set of connections: one repeats what fails; the other repeats only a
 * request that was refused because of a wrong clock, since the SDK learns the time from the
 * refusal.
 *
 * @param repeating for requests whose repetition no reader notices; at most three attempts
 * @param single for changes that readers see; {@link Attempts} repeats these
 * @param credentials shared by both
 */
record S3Clients(
        S3Client repeating,
        S3Client single,
        SdkHttpClient connections,
        AwsCredentialsProvider credentials)
        implements AutoCloseable {
    private static final int ATTEMPTS = 3;

    /** A request is signed with its time; one refused for that was not carried out. */
    private static final RetryStrategy AFTER_SKEW =
            StandardRetryStrategy.builder()
                    .maxAttempts(2)
                    .useClientDefaults(false) // which retry far more often
                    .retryOnException(error ->
                            error instanceof SdkException said
                                    && RetryUtils.isClockSkewException(said))
                    .build();

    /** Readers with slow connections keep theirs for long; as many as requests may be in work. */
    private static final int CONNECTIONS = 1024;

    private static final String USUAL_REGION = "us-east-1";

    static S3Clients open(S3Settings settings, Trust trust) {
        try {
            return build(settings, trust);
        } catch (IllegalArgumentException e) { // what the SDK's reader of profiles throws
            throw new IllegalStateException(
                    "a setting of AWS cannot be understood: " + e.getMessage(), e);
        }
    }

    private static S3Clients build(S3Settings settings, Trust trust) {
        Patience patience = settings.patience();
        SdkHttpClient connections =
                Apache5HttpClient.builder()
                        .maxConnections(CONNECTIONS)
                        .connectionTimeout(patience.connection())
                        .connectionAcquisitionTimeout(patience.connection())
                        .socketTimeout(patience.transfer())
                        .tlsTrustManagersProvider(() -> new TrustManager[] {trust.manager()})
                        .connectionMaxIdleTime(Duration.ofSeconds(20))
                        .build();
        RetryStrategy repeat =
                AwsRetryStrategy.standardRetryStrategy().toBuilder().maxAttempts(ATTEMPTS).build();
        AwsCredentialsProvider credentials = credentials(settings.asking(), trust);
        return new S3Clients(
                client(settings, connections, credentials, repeat),
                client(settings, connections, credentials, AFTER_SKEW),
                connections,
                credentials);
    }

    private static S3Client client(
            S3Settings settings,
            SdkHttpClient connections,
            AwsCredentialsProvider credentials,
            RetryStrategy repetition) {
        S3ClientBuilder builder =
                S3Client.builder()
                        .httpClient(connections)
                        .credentialsProvider(credentials)
                        .forcePathStyle(settings.pathStyle())
                        // other stores support neither the newer checksums nor signed chunks
                        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                        .serviceConfiguration(service -> service.chunkedEncodingEnabled(false))
                        .overrideConfiguration(override ->
                                override.retryStrategy(repetition)
                                        .apiCallAttemptTimeout(settings.patience().attempt())
                                        .apiCallTimeout(settings.patience().call()));
        settings.region().map(Region::of).ifPresent(builder::region);
        settings.endpoint()
                .ifPresent(url -> builder.endpointOverride(url).region(signing(settings.region())));
        return builder.build();
    }

    private static Region signing(Optional<String> region) {
        if (region.isPresent()) {
            return Region.of(region.get());
        }
        try {
            return new AwsRegionProviderChain(
                            new SystemSettingsRegionProvider(), new AwsProfileRegionProvider())
                    .getRegion();
        } catch (SdkException _) {
            return Region.of(USUAL_REGION);
        }
    }

    private static AwsCredentialsProvider credentials(Asking asking, Trust trust) {
        return switch (asking) {
            case Asking.Found _ -> {
                TrustedHttp.use(trust);
                yield new FoundCredentials();
            }
            case Asking.Key(var id, var secret, var session) when session.isEmpty() ->
                    StaticCredentialsProvider.create(AwsBasicCredentials.create(id, secret));
            case Asking.Key(var id, var secret, var session) ->
                    StaticCredentialsProvider.create(
                            AwsSessionCredentials.create(id, secret, session));
        };
    }

    @Override
    public void close() {
        repeating.close();
        single.close();
        if (credentials instanceof SdkAutoCloseable closing) {
            closing.close();
        }
        connections.close();
    }
}
