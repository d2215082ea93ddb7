package io.flowkeep.neighbours;

import io.flowkeep.flows.FlowId;
import io.flowkeep.flows.http.StepLogs;
import io.flowkeep.http.Reply;
import io.flowkeep.json.Json;
import io.flowkeep.trust.Trust;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The logging service, asked with the server's own token: {@code GET
 * {base}/logs/flows/{flow}/steps/{step}}. Its status, body and those headers that are about the
 * body go to the client; the body is streamed. Safe for concurrent use; close it to drop its
 * connections.
 *
 * <p>Since the token is the server's own, a step id must never lead to another path: it is one
 * escaped segment, and what could be read as more than a name is refused. A redirect is not
 * followed and not handed on. Nothing waits for ever, as it did in the server this replaces: 502 if
 * the service cannot be reached, 504 if it is silent.
 */
public final class LoggingService implements StepLogs, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LoggingService.class);
    private static final String NAME = "logging service";
    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(2);

    /** Under the five seconds within which every request is answered. */
    private static final Duration HEAD_PATIENCE = Duration.ofSeconds(4);

    private static final Duration BODY_PATIENCE = Duration.ofSeconds(10);

    private final HttpClient client;
    private final NeighbourUrl service;
    private final String token;
    private final Duration headPatience;
    private final Duration bodyPatience;
    private final NeighbourWatch watch;

    /**
     * A client without a connection yet.
     *
     * @param base http or https, with or without a path
     * @param token the server's own ({@code IAM_TOKEN}); empty: none is sent
     * @param trust whose certificates are good
     * @throws IllegalArgumentException if the URL is no such URL
     */
    public LoggingService(URI base, String token, Trust trust, NeighbourWatch watch) {
        this(base, token, trust, watch, HEAD_PATIENCE, BODY_PATIENCE);
    }

    /** With other waiting times, for tests. */
    LoggingService(
            URI base,
            String token,
            Trust trust,
            NeighbourWatch watch,
            Duration headPatience,
            Duration bodyPatience) {
        this.client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .sslContext(trust.context())
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(CONNECT_PATIENCE)
                        .executor(Executors.newVirtualThreadPerTaskExecutor())
                        .build();
        this.service = new NeighbourUrl(base);
        this.token = token;
        this.watch = watch;
        this.headPatience = headPatience;
        this.bodyPatience = bodyPatience;
    }

    /** What answers when no logging service is configured. */
    public static StepLogs off() {
        return (_, stepId, _) ->
                isName(stepId) ? error(501, "No logging service is configured") : invalidStep();
    }

    @Override
    public Reply fetch(FlowId flow, String stepId, String rawQuery) {
        if (!isName(stepId)) {
            return invalidStep();
        }
        URI url = service.pathAndQuery(rawQuery, "logs", "flows", flow.hex(), "steps", stepId);
        try {
            return handedOn(send(url));
        } catch (HttpConnectTimeoutException | TimeoutException e) {
            return away(504, "The logging service did not answer in time", e);
        } catch (IOException e) {
            return away(502, "The logging service cannot be reached", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return away(502, "The logging service cannot be reached", e);
        }
    }

    /** Waits for the head of the answer; a request that is given up is cancelled. */
    private HttpResponse<PulledBody> send(URI url)
            throws IOException, TimeoutException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(url);
        if (!token.isEmpty()) {
            request.header("authorization", "Bearer " + token);
        }
        CompletableFuture<HttpResponse<PulledBody>> response =
                client.sendAsync(request.build(), _ -> new PulledBody(bodyPatience));
        boolean done = false;
        try {
            HttpResponse<PulledBody> answer =
                    response.get(headPatience.toMillis(), TimeUnit.MILLISECONDS);
            done = true;
            return answer;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IllegalStateException("the logging service's client broke", e.getCause());
        } finally {
            if (!done) {
                // It may come at this very moment; then nobody else closes it.
                CompletableFuture<Void> _ = response.thenAccept(late -> late.body().close());
                response.cancel(true);
            }
        }
    }

    private Reply handedOn(HttpResponse<PulledBody> answer) {
        int status = answer.statusCode();
        if (status < 200 || (status >= 300 && status < 400)) {
            answer.body().close();
            watch.unavailable(NAME);
            LOG.atWarn().addKeyValue("status", status).log("the logging service answers elsewhere");
            return error(502, "The logging service answered with a redirect");
        }
        return PassedHeaders.reply(status, answer.headers(), answer.body());
    }

    private Reply away(int status, String message, Exception cause) {
        watch.unavailable(NAME);
        LOG.atWarn().addKeyValue("cause", cause.toString()).log("no answer of the logging service");
        return error(status, message);
    }

    /**
     * Whether it can only be read as a name, also by a service that decodes it once too often: no
     * slash, no backslash, no dots alone, no control characters.
     */
    private static boolean isName(String stepId) {
        String lower = stepId.toLowerCase(Locale.ROOT);
        boolean climbs =
                stepId.equals(".")
                        || stepId.equals("..")
                        || stepId.contains("/")
                        || stepId.contains("\\")
                        || lower.contains("%2e")
                        || lower.contains("%2f")
                        || lower.contains("%5c");
        return !stepId.isEmpty() && !climbs && stepId.chars().noneMatch(Character::isISOControl);
    }

    private static Reply invalidStep() {
        return error(400, "Invalid step id");
    }

    private static Reply error(int status, String message) {
        ObjectNode body = Json.object();
        body.putArray("errors").addObject().put("message", message).put("code", status);
        return Reply.json(status, body);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
