package io.flowkeep.storage.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.flowkeep.testing.Launcher;
import io.flowkeep.testing.Missing;
import io.flowkeep.testing.servers.S3MockNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** A running server that speaks S3's language. Safe for concurrent use. */
public final class S3Server {
    /** Ceph's gateway: http://KEY:SECRET@HOST:PORT. */
    private static final String CEPH = "FLOWKEEP_TEST_CEPH_URL";

    private static final String MOCK = "FLOWKEEP_TEST_S3MOCK_URL";
    private static final Path JAR =
            Launcher.projectFolder().resolve("target/neighbours/s3mock.jar");

    private static final Set<String> OWN_HEADERS = Set.of("host", "content-length");
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final URI behind;
    private final Optional<S3Front> front;
    private final String keyId;
    private final String secret;
    private final Set<String> made = ConcurrentHashMap.newKeySet();

    private S3Server(URI behind, Optional<S3Front> front, String keyId, String secret) {
        this.behind = behind;
        this.front = front;
        this.keyId = keyId;
        this.secret = secret;
    }

    private static final class Mock {
        static final S3Server SERVER = start();

        private static S3Server start() {
            URI url =
                    Optional.ofNullable(System.getenv(MOCK))
                            .map(URI::create)
                            .orElseGet(Mock::startOwn);
            return new S3Server(url, Optional.of(new S3Front(url)), "id", "secret");
        }

        private static URI startOwn() {
            try {
                S3MockNode node = S3MockNode.start(JAR);
                Runtime.getRuntime().addShutdownHook(new Thread(node::close));
                return node.url();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    private static final class Ceph {
        static final Optional<S3Server> SERVER =
                Optional.ofNullable(System.getenv(CEPH)).map(URI::create).map(Ceph::at);

        private static S3Server at(URI url) {
            String[] login = url.getUserInfo().split(":", 2);
            URI plain = URI.create("http://" + url.getHost() + ":" + url.getPort());
            S3Server server = new S3Server(plain, Optional.empty(), login[0], login[1]);
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(() -> S3Buckets.remove(server, server.made)));
            return server;
        }
    }

    /**
     * S3Mock at FLOWKEEP_TEST_S3MOCK_URL, or else started once for all tests of this process.
     * Without its jar the test is skipped.
     */
    public static S3Server require() {
        if (System.getenv(MOCK) == null && !Files.exists(JAR)) {
            return Missing.because("the S3 server is not there: " + JAR);
        }
        return Mock.SERVER;
    }

    /** The gateway of Ceph that is already running. Without one the test is skipped. */
    public static S3Server requireCeph() {
        return Ceph.SERVER.orElseGet(
                () -> Missing.because("Ceph's gateway is not there, at " + CEPH));
    }

    /** Where it behaves as S3 does; see {@link S3Front}. */
    public URI url() {
        return front.map(S3Front::url).orElse(behind);
    }

    /** The ids of uploads that were given up, as far as it does not know that itself. */
    Set<String> givenUp() {
        return front.map(S3Front::givenUp).orElseGet(Set::of);
    }

    /** Its own address. */
    public URI behind() {
        return behind;
    }

    /** The id of a key that opens everything. */
    public String keyId() {
        return keyId;
    }

    /** The secret of that key. */
    public String secret() {
        return secret;
    }

    /** Makes a bucket named after a folder, unless it is there. */
    public String bucket(Path folder) {
        String name =
                "test-"
                        + String.valueOf(folder.getFileName())
                                .toLowerCase(Locale.ROOT)
                                .replaceAll("[^0-9a-z]", "");
        int status = send("PUT", "/" + name, "").statusCode();
        if (status != 409) {
            assertEquals(200, status);
            made.add(name);
        }
        return name;
    }

    /** Any request, as another program would send it. */
    public HttpResponse<String> send(String method, String path, String body, String... headers) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        SdkHttpRequest signed = signed(method, behind.resolve(path), bytes, headers);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(signed.getUri())
                        .method(method, HttpRequest.BodyPublishers.ofByteArray(bytes));
        signed.forEachHeader((name, values) -> {
            if (!OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        try {
            return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private SdkHttpRequest signed(String method, URI url, byte[] body, String... headers) {
        SdkHttpRequest.Builder plain =
                SdkHttpRequest.builder().method(SdkHttpMethod.fromValue(method)).uri(url);
        for (int i = 0; i < headers.length; i += 2) {
            plain.putHeader(headers[i], headers[i + 1]);
        }
        return AwsV4HttpSigner.create()
                .sign(request ->
                        request.identity(AwsCredentialsIdentity.create(keyId, secret))
                                .request(plain.build())
                                .payload(ContentStreamProvider.fromByteArray(body))
                                .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, "s3")
                                .putProperty(AwsV4HttpSigner.REGION_NAME, "eu-west-1")
                                .putProperty(AwsV4FamilyHttpSigner.DOUBLE_URL_ENCODE, false)
                                .putProperty(AwsV4FamilyHttpSigner.NORMALIZE_PATH, false))
                .request();
    }
}
