package io.flowkeep.neighbours;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A neighbour over a real socket that answers as the test says. Safe for concurrent use. */
final class FakeNeighbour implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger mostUnderWay = new AtomicInteger();

    /** One request that came in: method and target as sent, and what it was authorized with. */
    record Call(String request, String authorization) {}

    /** Answers a request. */
    interface Responder {
        void respond(HttpExchange exchange) throws IOException, InterruptedException;
    }

    private FakeNeighbour(HttpServer server) {
        this.server = server;
    }

    static FakeNeighbour start(Responder responder) {
        try {
            InetAddress loopback = InetAddress.getLoopbackAddress();
            FakeNeighbour neighbour =
                    new FakeNeighbour(HttpServer.create(new InetSocketAddress(loopback, 0), 100));
            neighbour.server.setExecutor(neighbour.threads);
            neighbour.server.createContext("/", exchange -> neighbour.handle(exchange, responder));
            neighbour.server.start();
            return neighbour;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A port that nobody listens on. */
    static URI nobody() {
        FakeNeighbour gone = start(_ -> {});
        gone.close();
        return gone.base();
    }

    URI base() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    List<Call> calls() {
        return List.copyOf(calls);
    }

    List<String> requests() {
        List<String> requests = new ArrayList<>();
        calls.forEach(call -> requests.add(call.request()));
        return requests;
    }

    /** The most requests that it had at once. */
    int mostAtOnce() {
        return mostUnderWay.get();
    }

    static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private void handle(HttpExchange exchange, Responder responder) throws IOException {
        String authorization = exchange.getRequestHeaders().getFirst("authorization");
        calls.add(
                new Call(
                        exchange.getRequestMethod() + " " + exchange.getRequestURI(),
                        authorization == null ? "" : authorization));
        mostUnderWay.accumulateAndGet(underWay.incrementAndGet(), Math::max);
        try {
            responder.respond(exchange);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            underWay.decrementAndGet();
            exchange.close();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
