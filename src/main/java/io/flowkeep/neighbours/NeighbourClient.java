package io.flowkeep.neighbours;

import io.flowkeep.trust.Trust;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Calls a neighbour over HTTP. Follows no redirect, since a request holds somebody's token, which
 * is meant for this neighbour alone. Safe for concurrent use; close it to drop its connections.
 */
final class NeighbourClient implements AutoCloseable {
    private final HttpClient client;

    /** An answer that was read whole, or up to the limit. */
    @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
    record Answer(int status, HttpHeaders headers, byte[] body) {}

    /** No connection yet; the certificates that are good are those of the trust. */
    NeighbourClient(Trust trust) {
        this(builder(trust));
    }

    /** The same, with a time for the connection alone. */
    NeighbourClient(Trust trust, Duration toConnect) {
        this(builder(trust).connectTimeout(toConnect));
    }

    private NeighbourClient(HttpClient.Builder builder) {
        this.client = builder.build();
    }

    private static HttpClient.Builder builder(Trust trust) {
        // HTTP/1.1: an upgrade to h2c would be one more header on every request of a neighbour that
        // has no use for it. The client keeps connections open between requests.
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(trust.context())
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(Executors.newVirtualThreadPerTaskExecutor());
    }

    /**
     * Sends, and waits for the whole answer.
     *
     * @param maxBytes where the body is cut off; its connection is dropped then
     */
    Answer ask(HttpRequest request, int maxBytes, Deadline deadline)
            throws IOException, TimeoutException, InterruptedException {
        HttpResponse<AnswerBody> head = send(request, deadline);
        byte[] body = head.body().read(maxBytes, deadline);
        return new Answer(head.statusCode(), head.headers(), body);
    }

    /**
     * Sends, and waits for the answer's head. The client's own time-out cannot be moved, so the
     * waiting is done here; a request that is given up is cancelled, which closes its connection.
     *
     * @return whose body the caller closes
     */
    HttpResponse<AnswerBody> send(HttpRequest request, Deadline deadline)
            throws IOException, TimeoutException, InterruptedException {
        CompletableFuture<HttpResponse<AnswerBody>> response =
                client.sendAsync(request, _ -> new AnswerBody());
        boolean done = false;
        try {
            HttpResponse<AnswerBody> head =
                    response.get(deadline.leftNanos(), TimeUnit.NANOSECONDS);
            done = true;
            return head;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IllegalStateException("the neighbour's client broke", e.getCause());
        } finally {
            if (!done) {
                // The answer may come at this very moment; then it is closed only here.
                CompletableFuture<Void> _ = response.thenAccept(late -> late.body().close());
                response.cancel(true);
            }
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
