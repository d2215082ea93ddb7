package io.flowkeep.trust;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Whom outgoing TLS connections trust besides the authorities of the JVM. Immutable; the files are
 * read by {@link #open} only.
 *
 * @param named PEM certificates that the configuration names; they must be there
 * @param fromNode those that NODE_EXTRA_CA_CERTS names; the replaced servers' runtime goes on
 *     without them if they cannot be read
 */
public record TrustSettings(Optional<Path> named, Optional<Path> fromNode) {
    /**
     * Reads the files, once for all parts.
     *
     * @param warning is told what could not be read of the file that only the environment names
     * @throws IOException the file that the configuration names is no good
     */
    public Trust open(Consumer<String> warning) throws IOException {
        List<X509Certificate> more = new ArrayList<>();
        if (named.isPresent()) {
            more.addAll(required(named.get()));
        }
        fromNode.ifPresent(file -> more.addAll(wished(file, warning)));
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
