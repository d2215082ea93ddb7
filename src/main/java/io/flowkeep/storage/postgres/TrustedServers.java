package io.flowkeep.storage.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.postgresql.ssl.WrappedFactory;

/**
 * Makes TLS connections that trust the JVM's certificates and those of one more file. The driver
 * makes it by name, hence public; it compares the host name itself.
 */
public final class TrustedServers extends WrappedFactory {

    /**
     * Trusts the JVM's certificates and more.
     *
     * @param file PEM certificates
     * @throws GeneralSecurityException they are none
     * @throws IOException the file cannot be read
     */
    public TrustedServers(String file) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        for (X509Certificate known : known(null)) {
            store.setCertificateEntry("known-" + number++, known);
        }
        try (InputStream text = Files.newInputStream(Path.of(file))) {
            for (Certificate more :
                    CertificateFactory.getInstance("X.509").generateCertificates(text)) {
                store.setCertificateEntry("more-" + number++, more);
            }
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers(store), null);
        factory = context.getSocketFactory();
    }

    private static X509Certificate[] known(@Nullable KeyStore store)
            throws GeneralSecurityException {
        for (TrustManager manager : managers(store)) {
            if (manager instanceof X509TrustManager trusting) {
                return trusting.getAcceptedIssuers();
            }
        }
        return new X509Certificate[0];
    }

    private static TrustManager[] managers(@Nullable KeyStore store)
            throws GeneralSecurityException {
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }
}
