package io.flowkeep.stores;

import io.flowkeep.config.TrustConfig;
import io.flowkeep.trust.Certificates;
import io.flowkeep.trust.Trust;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Puts together whom outgoing TLS connections trust; made once and handed to every part. */
public final class TrustPart {
    private TrustPart() {}

    /**
     * Reads the files.
     *
     * @param warning is told what could not be read of the file that only the environment names
     * @throws IOException the file that the configuration names is no good
     */
    public static Trust open(TrustConfig config, Consumer<String> warning) throws IOException {
        List<X509Certificate> more = new ArrayList<>();
        if (config.named().isPresent()) {
            more.addAll(required(config.named().get()));
        }
        config.fromNode().ifPresent(file -> more.addAll(wished(file, warning)));
        return Trust.with(more);
    }

    private static List<X509Certificate> required(Path file) throws IOException {
        try {
            Certificates certificates = Certificates.read(file);
            if (certificates.unreadable() > 0) {
                throw new IOException(file + unreadable(certificates));
            }
            return certificates.readable();
        } catch (IOException e) {
            throw new IOException("tls.extra_ca: " + e.getMessage(), e);
        }
    }

    private static List<X509Certificate> wished(Path file, Consumer<String> warning) {
        try {
            Certificates certificates = Certificates.read(file);
            if (certificates.unreadable() > 0) {
                warning.accept("NODE_EXTRA_CA_CERTS: " + file + unreadable(certificates));
            }
            return certificates.readable();
        } catch (IOException e) {
            warning.accept(
                    "NODE_EXTRA_CA_CERTS is passed over, so only the JVM's certificate authorities"
                            + " and those of tls.extra_ca are trusted: "
                            + e.getMessage());
            return List.of();
        }
    }

    private static String unreadable(Certificates certificates) {
        return " holds certificates that cannot be understood: " + certificates.unreadable();
    }
}
