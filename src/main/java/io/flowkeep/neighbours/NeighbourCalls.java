package io.flowkeep.neighbours;

import io.flowkeep.trust.Trust;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * Calls to a neighbour, each with an end and a longest answer. Follows no redirect. Safe for
 * concurrent use; close it to drop its connections.
 */
final class NeighbourCalls implements AutoCloseable {
    private final HttpClient client;
    private final int maxBytes;
    private final LongSupplier nanoTime;

    /**
     * No connection yet.
     *
     * @param maxBytes where an answer's body is cut off
     * @param trust whose certificates are good
     * @param nanoTime as {@link System#nanoTime()}
     */
    NeighbourCalls(int maxBytes, Trust trust, LongSupplier nanoTime) {
        // HTTP/1.1: an upgrade to h2c would be one more header on every request of a neighbour that
        // has no use for it. The client keeps connections open between requests.
        this.client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .sslContext(trust.context())
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .executor(Executors.newVirtualThreadPerTaskExecutor())
                        .build();
        this.maxBytes = maxBytes;
        this.nanoTime = nanoTime;
    }

    /**
     * Sends and waits. The client's own time-out ends with the headers, so the waiting is done
     * here; a request that is given up is cancelled, which closes its connection.
     *
     * @param endNanos when to give up, the body included
     */
    HttpResponse<byte[]> send(HttpRequest request, long endNanos)
            throws IOException, TimeoutException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> response =
                client.sendAsync(request, _ -> new BoundedBody(maxBytes));
        boolean done = false;
        try {
            long left = Math.max(0, endNanos - nanoTime.getAsLong());
            HttpResponse<byte[]> answer = response.get(left, TimeUnit.NANOSECONDS);
            done = true;
            return answer;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IllegalStateException("the neighbour's client broke", e.getCause());
        } finally {
            if (!done) {
                response.cancel(true);
            }
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
