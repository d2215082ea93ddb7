package io.flowkeep.neighbours;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;

/**
 * A stand-in for the FlowFuse platform's token check, over a real socket. A token {@code
 * mode~project} is good for exactly that project; the mode says how the platform answers, as in the
 * recorded cases: quotas ({@code std, q1000, q500, noq, zero, fileonly, qnull}), odd bodies ({@code
 * empty, nulljson, jsonstr, jsonfalse, badjson, gz}), {@code redir}, {@code drop}, {@code
 * e503once}, {@code eNNN} for a status and {@code slowNNN} for a wait in milliseconds. An unknown
 * mode is 401. Every call is recorded. Safe for concurrent use.
 */
public final class FakePlatform implements AutoCloseable {
    private static final String CHECK = "/account/check/project/";
    private static final String STD = "{\"quota\":{\"file\":104857600,\"context\":1048576}}";
    private static final Map<String, String> BODIES =
            Map.ofEntries(
                    Map.entry("std", STD),
                    Map.entry("q1000", "{\"quota\":{\"file\":1000,\"context\":1000}}"),
                    Map.entry("q500", "{\"quota\":{\"file\":500,\"context\":500}}"),
                    Map.entry("noq", "{}"),
                    Map.entry("zero", "{\"quota\":{\"file\":0,\"context\":0}}"),
                    Map.entry("fileonly", "{\"quota\":{\"file\":1000}}"),
                    Map.entry("qnull", "{\"quota\":{\"file\":null,\"context\":null}}"),
                    Map.entry("empty", ""),
                    Map.entry("nulljson", "null"),
                    Map.entry("jsonstr", "\"x\""),
                    Map.entry("jsonfalse", "false"),
                    Map.entry("badjson", "{not json"));

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final Map<String, Responder> ownModes = new ConcurrentHashMap<>();
    private final Set<String> failedOnce = ConcurrentHashMap.newKeySet();
    private final Set<String> revoked = ConcurrentHashMap.newKeySet();
    private volatile boolean away;

    /** One request that came in: the path as sent and the headers. */
    public record Call(String rawPath, Headers headers) {}

    /** Answers in a way of the test's own. */
    public interface Responder {
        /** Sends the answer. */
        void respond(HttpExchange exchange) throws IOException, InterruptedException;
    }

    private FakePlatform(HttpServer server) {
        this.server = server;
    }

    /** Starts on a free port of the loopback. */
    public static FakePlatform start() {
        try {
            InetAddress loopback = InetAddress.getLoopbackAddress();
            HttpServer server = HttpServer.create(new InetSocketAddress(loopback, 0), 100);
            FakePlatform platform = new FakePlatform(server);
            server.setExecutor(platform.threads);
            server.createContext("/", platform::handle);
            server.start();
            return platform;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What goes into {@code base_url}, without a trailing slash. */
    public URI baseUrl() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The requests so far, oldest first. */
    public List<Call> calls() {
        return List.copyOf(calls);
    }

    /** Forgets the requests so far. */
    public void forgetCalls() {
        calls.clear();
    }

    /** From now on this token is refused. */
    public void revoke(String token) {
        revoked.add(token);
    }

    /** While away, every request is 503. */
    public void setAway(boolean isAway) {
        away = isAway;
    }

    /** Adds a mode. */
    public void respond(String mode, Responder responder) {
        ownModes.put(mode, responder);
    }

    /** Sends a JSON body and ends the exchange. */
    public static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("content-type", "application/json; charset=utf-8");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    /** Sends a JSON text. */
    public static void send(HttpExchange exchange, int status, String body) throws IOException {
        send(exchange, status, body.getBytes(StandardCharsets.UTF_8));
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        calls.add(new Call(path, exchange.getRequestHeaders()));
        String header = exchange.getRequestHeaders().getFirst("authorization");
        String token = header == null ? "" : header.replaceFirst("^Bearer ", "");
        String[] parts = token.split("~", 2);
        boolean known =
                parts.length == 2
                        && exchange.getRequestURI().getPath().endsWith(CHECK + parts[1])
                        && !revoked.contains(token)
                        && exchange.getRequestHeaders().containsKey("ff-quota");
        try {
            if (away) {
                send(exchange, 503, "{}");
            } else if (known) {
                answer(parts[0], token, exchange);
            } else {
                refuse(exchange);
            }
        } catch (InterruptedException e) {
            exchange.close();
        }
    }

    private void answer(String mode, String token, HttpExchange exchange)
            throws IOException, InterruptedException {
        if (ownModes.containsKey(mode)) {
            ownModes.get(mode).respond(exchange);
        } else if (BODIES.containsKey(mode)) {
            send(exchange, 200, BODIES.get(mode));
        } else if (mode.matches("e\\d{3}")) {
            int status = Integer.parseInt(mode.substring(1));
            send(exchange, status, status == 204 ? "" : "{\"code\":\"error\"}");
        } else if (mode.matches("slow\\d+")) {
            Thread.sleep(Integer.parseInt(mode.substring(4)));
            send(exchange, 200, STD);
        } else {
            answerOddly(mode, token, exchange);
        }
    }

    private void answerOddly(String mode, String token, HttpExchange exchange) throws IOException {
        switch (mode) {
            case "e503once" -> send(exchange, failedOnce.add(token) ? 503 : 200, STD);
            case "drop" -> exchange.close();
            case "redir" -> {
                String query = exchange.getRequestURI().getRawQuery();
                if (query == null) {
                    String path = exchange.getRequestURI().getRawPath();
                    exchange.getResponseHeaders().set("location", path + "?again");
                    send(exchange, 302, "");
                } else {
                    send(exchange, 200, STD);
                }
            }
            case "gz" -> {
                exchange.getResponseHeaders().set("content-encoding", "gzip");
                send(exchange, 200, gzip(STD.getBytes(StandardCharsets.UTF_8)));
            }
            default -> refuse(exchange);
        }
    }

    private static void refuse(HttpExchange exchange) throws IOException {
        send(exchange, 401, "{\"code\":\"unauthorized\",\"error\":\"unauthorized\"}");
    }

    /** Packs bytes as {@code content-encoding: gzip} does. */
    public static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(plain);
        }
        return packed.toByteArray();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
