package io.flowkeep.neighbours;

import io.flowkeep.auth.OperatorForm;
import io.flowkeep.trust.Trust;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks a neighbour about one thing, by its status alone. Redirects are not followed: the token is
 * the caller's and meant for this neighbour. Safe for concurrent use.
 */
final class ReferenceQuestion implements AutoCloseable {
    private final HttpClient client;

    /** With no connection yet; the certificates that are good are those of the trust. */
    ReferenceQuestion(Trust trust) {
        this.client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .sslContext(trust.context())
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .executor(Executors.newVirtualThreadPerTaskExecutor())
                        .build();
    }

    /** What came of it. */
    enum Answer {
        /** It is there, and the caller may use it. */
        KNOWN,
        /** It is not there, or not for this caller. */
        UNKNOWN,
        /** The neighbour says nothing about this, or nothing to this caller. */
        UNTOLD,
        /** No answer came. */
        AWAY
    }

    /**
     * Asks once.
     *
     * @param token the caller's
     * @param patienceNanos when to give up, the body included
     */
    Answer ask(URI url, String token, long patienceNanos) {
        if (OperatorForm.fits(token)) {
            return Answer.UNTOLD; // an operator's token is for no neighbour
        }
        if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            return Answer.UNTOLD; // could not be sent as it is
        }
        HttpRequest request =
                HttpRequest.newBuilder(url)
                        .header("authorization", "Bearer " + token)
                        .header("accept", "application/json")
                        .build();
        try {
            return read(send(request, patienceNanos));
        } catch (IOException | TimeoutException e) {
            return Answer.AWAY;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answer.UNTOLD;
        }
    }

    /** As in any client here: the waiting is done outside, since theirs ends with the head. */
    private int send(HttpRequest request, long patienceNanos)
            throws IOException, TimeoutException, InterruptedException {
        CompletableFuture<HttpResponse<Boolean>> response =
                client.sendAsync(request, _ -> new SkippedBody());
        boolean done = false;
        try {
            int status =
                    response.get(Math.max(0, patienceNanos), TimeUnit.NANOSECONDS).statusCode();
            done = true;
            return status;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IllegalStateException("a neighbour's client broke", e.getCause());
        } finally {
            if (!done) {
                response.cancel(true);
            }
        }
    }

    /** A 401 is about the token, which may be of a kind that the neighbour does not know. */
    private static Answer read(int status) {
        if (status >= 200 && status < 300) {
            return Answer.KNOWN;
        }
        return status == 403 || status == 404 ? Answer.UNKNOWN : Answer.UNTOLD;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
