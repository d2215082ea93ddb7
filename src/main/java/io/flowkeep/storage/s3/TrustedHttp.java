package io.flowkeep.storage.s3;

import io.flowkeep.trust.Trust;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.TrustManager;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpService;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;

/**
 * The HTTP client with which the SDK itself fetches credentials for roles and single sign-on. The
 * SDK creates these clients internally and finds this class by its name in a system property; that
 * is why the class is public and the trust is shared. Safe for concurrent use.
 */
public final class TrustedHttp implements SdkHttpService {
    private static final String PROPERTY = "software.amazon.awssdk.http.service.impl";

    /** Short: requests for files wait meanwhile, and each is tried three times. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final int CONNECTIONS = 4;
    private static final AtomicReference<Trust> TRUST = new AtomicReference<>(Trust.ofJvm());

    /** Called by the SDK. */
    public TrustedHttp() {}

    /** From now on the SDK's own clients use this class and this trust. */
    static void use(Trust trust) {
        TRUST.set(trust);
        System.setProperty(PROPERTY, TrustedHttp.class.getName());
    }

    @Override
    public SdkHttpClient.Builder<?> createHttpClientBuilder() {
        return Apache5HttpClient.builder()
                .maxConnections(CONNECTIONS)
                .connectionTimeout(PATIENCE)
                .connectionAcquisitionTimeout(PATIENCE)
                .socketTimeout(PATIENCE)
                .tlsTrustManagersProvider(() -> new TrustManager[] {TRUST.get().manager()});
    }
}
