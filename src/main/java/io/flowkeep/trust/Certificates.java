package io.flowkeep.trust;

import io.flowkeep.text.Utf8;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a PEM file holds. Other things between the certificates, such as comments and keys, are
 * passed over, as OpenSSL does.
 *
 * @param readable in the file's order
 * @param unreadable how many more there are that cannot be understood
 */
public record Certificates(List<X509Certificate> readable, int unreadable) {
    /** In bytes; the largest collections of authorities have less than one MiB. */
    private static final int LARGEST = 16 << 20;

    private static final Pattern BLOCK =
            Pattern.compile(
                    "-----BEGIN (?:X509 )?CERTIFICATE-----(.*?)"
                            + "(?:-----END (?:X509 )?CERTIFICATE-----|(?=-----BEGIN )|\\z)",
                    Pattern.DOTALL);

    public Certificates {
        readable = List.copyOf(readable);
    }

    /**
     * Reads a file.
     *
     * @throws IOException it cannot be read, or holds no certificate; the message is for the
     *     operator and names the file
     */
    public static Certificates read(Path file) throws IOException {
        Certificates certificates = parse(text(file));
        if (certificates.readable().isEmpty()) {
            throw new IOException(
                    file
                            + (certificates.unreadable() == 0
                                    ? " holds no certificate in PEM form"
                                    : " holds no certificate that can be understood"));
        }
        return certificates;
    }

    private static String text(Path file) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new IOException(file + " is not a file"); // a pipe might hold up the start
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new IOException(file + " is too large for a file of certificates");
            }
            return new String(bytes, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new IOException(file + " does not exist", e);
        } catch (java.nio.file.FileSystemException e) {
            throw new IOException(file + " cannot be read: " + e.getClass().getSimpleName(), e);
        }
    }

    private static Certificates parse(String text) {
        List<X509Certificate> readable = new ArrayList<>();
        int unreadable = 0;
        for (String block : BLOCK.matcher(text).results().map(found -> found.group()).toList()) {
            try {
                readable.add(certificate(block));
            } catch (CertificateException | ClassCastException e) {
                unreadable++;
            }
        }
        return new Certificates(readable, unreadable);
    }

    private static X509Certificate certificate(String block) throws CertificateException {
        byte[] bytes = Utf8.bytes(block.replace("X509 ", ""));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(bytes));
    }
}
