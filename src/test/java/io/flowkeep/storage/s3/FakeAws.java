package io.flowkeep.storage.s3;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands in for STS, single sign-on, a container's and a machine's credentials, and for S3, all on
 * one port of the loopback. Each credentials that it hands out have another key, named after who
 * handed them out and numbered. Safe for concurrent use.
 */
final class FakeAws implements AutoCloseable {
    private static final Pattern KEY = Pattern.compile("Credential=([^/]+)/");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger number = new AtomicInteger();
    private final List<String> keys = new CopyOnWriteArrayList<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile Duration lifetime = Duration.ofHours(1);
    private volatile boolean refusing;

    FakeAws() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port());
    }

    /** The keys that requests to the bucket were signed with, in order. */
    List<String> keys() {
        return List.copyOf(keys);
    }

    /**
     * What others than the bucket were asked: method, path, body and the key it was signed with.
     */
    List<String> asked() {
        return List.copyOf(asked);
    }

    /** How long credentials are good that are handed out from now on. */
    void lifetime(Duration lifetime) {
        this.lifetime = lifetime;
    }

    /** From now on nobody gets any. */
    void refuse() {
        refusing = true;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String authorization =
                String.valueOf(exchange.getRequestHeaders().getFirst("authorization"));
        Matcher key = KEY.matcher(authorization);
        String signer = key.find() ? key.group(1) : authorization;
        try (exchange) {
            if (path.startsWith("/bucket")) {
                keys.add(signer);
                exchange.getResponseHeaders().set("etag", "\"e\"");
                exchange.sendResponseHeaders(200, -1);
                return;
            }
            asked.add(exchange.getRequestMethod() + " " + path + " " + body + " " + signer);
            if (refusing) {
                send(exchange, 403, refusal());
            } else if (path.equals("/")) {
                send(exchange, 200, role(body));
            } else if (path.equals("/federation/credentials")) {
                send(exchange, 200, singleSignOn());
            } else if (path.equals("/container")) {
                send(exchange, 200, keys("CONTAINER"));
            } else if (path.equals("/latest/api/token")) {
                exchange.getResponseHeaders().set("x-aws-ec2-metadata-token-ttl-seconds", "600");
                send(exchange, 200, "token");
            } else if (path.equals("/latest/meta-data/iam/security-credentials/")) {
                send(exchange, 200, "a-role");
            } else if (path.equals("/latest/meta-data/iam/security-credentials/a-role")) {
                send(exchange, 200, keys("MACHINE"));
            } else {
                send(exchange, 404, "");
            }
        }
    }

    private Instant end() {
        return Instant.now().plus(lifetime).truncatedTo(ChronoUnit.SECONDS);
    }

    private String role(String body) {
        String action = body.replaceFirst("(?s).*Action=([A-Za-z]+).*", "$1");
        return """
        <%1$sResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><%1$sResult>
        <Credentials><AccessKeyId>%2$s</AccessKeyId><SecretAccessKey>s</SecretAccessKey>
        <SessionToken>t</SessionToken><Expiration>%3$s</Expiration></Credentials>
        </%1$sResult></%1$sResponse>
        """
                .formatted(action, next(action), end());
    }

    private String singleSignOn() {
        return """
        {"roleCredentials":{"accessKeyId":"%s","secretAccessKey":"s","sessionToken":"t",\
        "expiration":%d}}
        """
                .formatted(next("SSO"), end().toEpochMilli());
    }

    private String keys(String who) {
        return """
        {"Code":"Success","Type":"AWS-HMAC","AccessKeyId":"%s","SecretAccessKey":"s",\
        "Token":"t","Expiration":"%s","LastUpdated":"%s"}
        """
                .formatted(next(who), end(), Instant.now());
    }

    private String next(String who) {
        return who + number.incrementAndGet();
    }

    private static String refusal() {
        return """
        <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error>
        <Type>Sender</Type><Code>AccessDenied</Code>
        <Message>Not authorized to perform sts:AssumeRoleWithWebIdentity</Message></Error>
        <RequestId>r</RequestId></ErrorResponse>
        """;
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
