package io.flowkeep.neighbours;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.flowkeep.auth.IntrospectionKind;
import io.flowkeep.json.Json;
import io.flowkeep.json.JsonSyntaxException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;

/**
 * A stand-in for Identity Management, over a real socket. Its basic introspection knows the
 * recorded tokens and answers 404 for others; its OIDC introspection knows {@code oidcok} besides
 * and answers {@code active:false} for others, and for what is no form with the client's
 * credentials. Tokens that begin with {@code iam} make it fail as their names say: {@code iam500,
 * iam403, iam401, iam302, iamhang, iamreset, iamempty, iamhtml, iamnull, iaminactive}. Every call
 * is recorded. Safe for concurrent use.
 */
public final class FakeIam implements AutoCloseable {
    /** What the service must send as its own token. */
    public static final String SERVICE_TOKEN = "svc-iam-token";

    /** What the service is to the OIDC introspection; both have characters that need encoding. */
    public static final String CLIENT_ID = "flow repository";

    /** As {@link #CLIENT_ID}. */
    public static final String CLIENT_SECRET = "s:e/c+r&ä~t?";

    private static final String BASIC = "/api/v1/tokens/introspect";
    private static final String OIDC = "/oidc/introspect";
    private static final String INACTIVE = "{\"active\":false}";
    private static final String OIDC_USER =
            """
            {"active":true,"sub":"ignored","client_id":"x","claims":{
            "sub":"5e0000000000000000000011","username":"u11@example.com",
            "tenant":"5f0000000000000000000a01",
            "permissions":["flows.read","flows.write","flows.control","flows.bulk"]}}
            """;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final Map<String, String> known = new ConcurrentHashMap<>();
    private final Set<String> revoked = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile boolean away;

    /**
     * One request that came in.
     *
     * @param path {@code basic} or {@code oidc}
     * @param body as sent
     * @param token what it asks about; empty if that cannot be told
     */
    public record Call(String path, Headers headers, String body, String token) {}

    private FakeIam(HttpServer server) {
        this.server = server;
        recordedTokens().forEach((token, user) -> known.put(token, Json.text(user)));
    }

    private static Map<String, JsonNode> recordedTokens() {
        String path = "/contract/open-integration-hub-tokens.json";
        try (InputStream in = Objects.requireNonNull(FakeIam.class.getResourceAsStream(path))) {
            Map<String, JsonNode> users = new ConcurrentHashMap<>();
            Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .properties()
                    .forEach(member -> users.put(member.getKey(), member.getValue()));
            return users;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (JsonSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Starts on a free port of the loopback. */
    public static FakeIam start() {
        return start(0);
    }

    /** Starts on a port of the loopback, for one that comes back. */
    public static FakeIam start(int port) {
        try {
            InetAddress loopback = InetAddress.getLoopbackAddress();
            HttpServer server = HttpServer.create(new InetSocketAddress(loopback, port), 1000);
            FakeIam iam = new FakeIam(server);
            server.setExecutor(iam.threads);
            server.createContext(BASIC, exchange -> iam.handle(exchange, iam::answerBasic));
            server.createContext(OIDC, exchange -> iam.handle(exchange, iam::answerOidc));
            server.start();
            return iam;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The port it listens on. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** What goes into {@code INTROSPECT_ENDPOINT_BASIC}. */
    public URI basicEndpoint() {
        return URI.create("http://127.0.0.1:" + port() + BASIC);
    }

    /** What goes into {@code INTROSPECT_ENDPOINT_OIDC}. */
    public URI oidcEndpoint() {
        return URI.create("http://127.0.0.1:" + port() + OIDC);
    }

    /** Settings that lead here. */
    public IamSettings settings(IntrospectionKind type, Duration deadline) {
        return new IamSettings(
                type,
                new NeighbourAddress.At(basicEndpoint()),
                new NeighbourAddress.At(oidcEndpoint()),
                SERVICE_TOKEN,
                CLIENT_ID,
                CLIENT_SECRET,
                deadline);
    }

    /** The requests so far, oldest first. */
    public List<Call> calls() {
        return List.copyOf(calls);
    }

    /** How many requests there were. */
    public int lookups() {
        return calls.size();
    }

    /** How many requests asked about this token. */
    public long lookups(String token) {
        return calls.stream().filter(call -> call.token().equals(token)).count();
    }

    /** Forgets the requests so far. */
    public void forgetCalls() {
        calls.clear();
    }

    /** From now on a token gets this body with a 200, whatever it begins with. */
    public void know(String token, String body) {
        revoked.remove(token);
        known.put(token, body);
    }

    /** From now on this token is unknown. */
    public void revoke(String token) {
        revoked.add(token);
    }

    /** While away, every request is 503. */
    public void setAway(boolean isAway) {
        away = isAway;
    }

    /** From now on no request is answered before {@link #goOn}. */
    public void pause() {
        gate = new CountDownLatch(1);
    }

    /** Answers the paused requests. */
    public void goOn() {
        gate.countDown();
    }

    private interface Answerer {
        void answer(HttpExchange exchange, Call call) throws IOException, InterruptedException;
    }

    private void handle(HttpExchange exchange, Answerer answerer) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        boolean basic = exchange.getRequestURI().getPath().equals(BASIC);
        Headers headers = new Headers(exchange.getRequestHeaders());
        String token = isForm(headers) ? formToken(body) : jsonToken(body);
        Call call = new Call(basic ? "basic" : "oidc", headers, body, token);
        calls.add(call);
        try {
            gate.await();
            if (away) {
                send(exchange, 503, "text/plain", "away");
            } else if (!exchange.getRequestMethod().equals("POST")) {
                send(exchange, 405, "text/plain", "Method Not Allowed");
            } else if (token.startsWith("iam") && !isKnown(token)) {
                fail(exchange, token);
            } else {
                answerer.answer(exchange, call);
            }
        } catch (InterruptedException e) {
            exchange.close();
        }
    }

    private static boolean isForm(Headers headers) {
        String type = headers.getFirst("content-type");
        return type != null && type.startsWith("application/x-www-form-urlencoded");
    }

    private static String formToken(String body) {
        return body.startsWith("token=")
                ? URLDecoder.decode(body.substring(6), StandardCharsets.UTF_8)
                : "";
    }

    private static String jsonToken(String body) {
        try {
            JsonNode token = Json.parse(body).path("token");
            return token.isString() ? token.stringValue() : "";
        } catch (JsonSyntaxException e) {
            return "";
        }
    }

    private boolean isKnown(String token) {
        return known.containsKey(token) && !revoked.contains(token);
    }

    private void answerBasic(HttpExchange exchange, Call call) throws IOException {
        String own = call.headers().getFirst("authorization");
        if (!"basic".equals(call.headers().getFirst("x-auth-type"))) {
            send(exchange, 400, "application/json", "{\"message\":\"VALIDATION_ERROR\"}");
        } else if (!("Bearer " + SERVICE_TOKEN).equals(own)) {
            send(exchange, 401, "application/json", "{\"message\":\"VALIDATION_ERROR\"}");
        } else if (isKnown(call.token())) {
            send(
                    exchange,
                    200,
                    "application/json; charset=utf-8",
                    known.getOrDefault(call.token(), ""));
        } else {
            send(exchange, 404, "text/plain; charset=utf-8", "Not Found");
        }
    }

    private void answerOidc(HttpExchange exchange, Call call) throws IOException {
        boolean asked = isForm(call.headers()) && isOurClient(call.headers());
        String body = INACTIVE;
        if (asked && isKnown(call.token())) {
            body = known.getOrDefault(call.token(), "");
        } else if (asked && call.token().equals("oidcok") && !revoked.contains("oidcok")) {
            body = OIDC_USER;
        }
        send(exchange, 200, "application/json", body);
    }

    private static boolean isOurClient(Headers headers) {
        String pair = escape(CLIENT_ID) + ":" + escape(CLIENT_SECRET);
        byte[] bytes = pair.getBytes(StandardCharsets.US_ASCII);
        String expected = "Basic " + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        return expected.equals(headers.getFirst("authorization"));
    }

    /** As JavaScript's encodeURIComponent, for the characters that are used here. */
    private static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%7E", "~");
    }

    private void fail(HttpExchange exchange, String token)
            throws IOException, InterruptedException {
        switch (token) {
            case "iam500" -> send(exchange, 500, "application/json", "{\"message\":\"x\"}");
            case "iam403" ->
                    send(exchange, 403, "application/json", "{\"message\":\"MISSING_PERMISSION\"}");
            case "iam401" ->
                    send(exchange, 401, "application/json", "{\"message\":\"VALIDATION_ERROR\"}");
            case "iam302" -> {
                exchange.getResponseHeaders().set("location", basicEndpoint().toString());
                send(exchange, 302, "text/plain", "Found");
            }
            case "iamhang" -> {
                closed.await();
                exchange.close();
            }
            case "iamreset" -> exchange.close();
            case "iamempty" -> send(exchange, 200, "application/json", "");
            case "iamhtml" -> send(exchange, 200, "text/html", "<html><body>ok</body></html>");
            case "iamnull" -> send(exchange, 200, "application/json", "null");
            case "iaminactive" -> send(exchange, 200, "application/json", INACTIVE);
            default -> send(exchange, 404, "text/plain", "Not Found");
        }
    }

    private static void send(HttpExchange exchange, int status, String type, String body)
            throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("content-type", type);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    @Override
    public void close() {
        closed.countDown();
        gate.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
