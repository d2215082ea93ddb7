package io.flowkeep.trust;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The authorities whose certificates are trusted in outgoing TLS connections. Immutable, safe for
 * concurrent use. It says nothing about host names, which each client compares itself.
 */
public final class Trust {
    private final Supplier<SSLContext> context;
    private final Supplier<X509TrustManager> manager;

    private Trust(Supplier<SSLContext> context, Supplier<X509TrustManager> manager) {
        this.context = context;
        this.manager = manager;
    }

    /** The JVM's authorities, which are read when first asked for. */
    public static Trust ofJvm() {
        return new Trust(
                () -> sound(SSLContext::getDefault), () -> sound(() -> manager(allOfJvm())));
    }

    /**
     * The JVM's authorities and more.
     *
     * @param more of authorities, or of single servers
     */
    public static Trust with(List<X509Certificate> more) {
        if (more.isEmpty()) {
            return ofJvm();
        }
        X509TrustManager manager = sound(() -> manager(all(more)));
        SSLContext context = sound(() -> context(manager));
        return new Trust(() -> context, () -> manager);
    }

    /** Makes connections with this trust. */
    public SSLContext context() {
        return context.get();
    }

    /** For a library that makes its context itself. */
    public X509TrustManager manager() {
        return manager.get();
    }

    private static SSLContext context(X509TrustManager manager) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {manager}, null);
        return context;
    }

    private static KeyStore all(List<X509Certificate> more) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        for (X509Certificate known : manager(allOfJvm()).getAcceptedIssuers()) {
            store.setCertificateEntry("jvm-" + number++, known);
        }
        for (X509Certificate each : more) {
            store.setCertificateEntry("more-" + number++, each);
        }
        return store;
    }

    /** The trust store that the JDK uses, wherever that is. */
    private static @Nullable KeyStore allOfJvm() {
        return null;
    }

    private static X509TrustManager manager(@Nullable KeyStore store)
            throws GeneralSecurityException {
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .map(X509TrustManager.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private interface Work<T> {
        T get() throws Exception;
    }

    /** A JVM whose own certificates or algorithms are broken cannot work at all. */
    private static <T> T sound(Work<T> work) {
        try {
            return work.get();
        } catch (Exception e) {
            throw new IllegalStateException("the JVM's own certificates cannot be used", e);
        }
    }
}
