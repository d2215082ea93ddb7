package io.flowkeep.trust;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate authority that nobody knows, and a server's certificate from it that is good for
 * {@code localhost} and not for {@code 127.0.0.1}. Made with OpenSSL in a folder.
 */
public final class MadeUpAuthority {
    private static final String NEW_KEY =
            " -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2";
    private static final char[] PASSWORD = "secret".toCharArray();

    private final Path folder;

    private MadeUpAuthority(Path folder) {
        this.folder = folder;
    }

    /** Makes both. */
    public static MadeUpAuthority in(Path folder) throws Exception {
        MadeUpAuthority authority = new MadeUpAuthority(folder);
        authority.selfSigned("authority");
        authority.openssl("req" + NEW_KEY + " -subj /CN=ignored -keyout server.key -out csr.pem");
        Files.writeString(folder.resolve("names"), "subjectAltName=DNS:localhost\n");
        authority.openssl(
                "x509 -req -in csr.pem -CA authority.pem -CAkey authority.key -CAcreateserial"
                        + " -days 2 -extfile names -out server.pem");
        authority.openssl(
                "pkcs12 -export -in server.pem -inkey server.key -out server.p12 -passout"
                        + " pass:secret");
        return authority;
    }

    /** The authority's own certificate. */
    public Path certificate() {
        return folder.resolve("authority.pem");
    }

    /** The server's certificate and its key, both in PEM form. */
    public Path serverCertificate() {
        return folder.resolve("server.pem");
    }

    /** As {@link #serverCertificate}. */
    public Path serverKey() {
        return folder.resolve("server.key");
    }

    /** An authority that has signed nothing here. */
    public Path stranger() throws Exception {
        return selfSigned("stranger");
    }

    /** The trust of somebody who knows the authority. */
    public Trust trust() throws IOException {
        return Trust.with(Certificates.read(certificate()).readable());
    }

    /** What the server shows to those who connect. */
    public SSLContext server() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve("server.p12"))) {
            store.load(in, PASSWORD);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private Path selfSigned(String name) throws Exception {
        openssl(
                "req -x509"
                        + NEW_KEY
                        + " -subj /CN=%1$s -keyout %1$s.key -out %1$s.pem".formatted(name));
        return folder.resolve(name + ".pem");
    }

    private void openssl(String arguments) throws Exception {
        List<String> line =
                Stream.concat(Stream.of("openssl"), Stream.of(arguments.split(" "))).toList();
        Process process =
                new ProcessBuilder(line)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            fail(line + ": " + said);
        }
    }
}
