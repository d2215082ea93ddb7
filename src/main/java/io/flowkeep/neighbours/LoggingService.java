package io.flowkeep.neighbours;

import io.flowkeep.flows.FlowId;
import io.flowkeep.flows.StepId;
import io.flowkeep.flows.StepLogs;
import io.flowkeep.trust.Trust;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The logging service, asked with the server's own token: {@code GET
 * {base}/logs/flows/{flow}/steps/{step}}. Its status, body and those headers that are about the
 * body go to the client; the body is streamed. Safe for concurrent use; close it to drop its
 * connections.
 *
 * <p>Since the token is the server's own, a step must never lead to another path: it is one escaped
 * segment of what can only be read as a name. A redirect is not followed and not handed on. Every
 * wait is bounded, unlike in the server this replaces.
 */
public final class LoggingService implements StepLogs, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LoggingService.class);
    private static final String NAME = "logging service";
    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(2);

    /** Under the five seconds within which every request is answered. */
    private static final Duration HEAD_PATIENCE = Duration.ofSeconds(4);

    private static final Duration BODY_PATIENCE = Duration.ofSeconds(10);

    private final NeighbourClient client;
    private final NeighbourUrl service;
    private final String token;
    private final Duration headPatience;
    private final Duration bodyPatience;
    private final NeighbourWatch watch;
    private final LongSupplier nanoTime;

    /**
     * A client without a connection yet.
     *
     * @param base http or https, with or without a path
     * @param token the server's own ({@code IAM_TOKEN}); empty: none is sent
     * @param trust whose certificates are good
     * @param nanoTime as {@link System#nanoTime()}
     * @throws IllegalArgumentException if the URL is no such URL
     */
    public LoggingService(
            URI base, String token, Trust trust, NeighbourWatch watch, LongSupplier nanoTime) {
        this(base, token, trust, watch, nanoTime, HEAD_PATIENCE, BODY_PATIENCE);
    }

    /** With other waiting times, for tests. */
    LoggingService(
            URI base,
            String token,
            Trust trust,
            NeighbourWatch watch,
            LongSupplier nanoTime,
            Duration headPatience,
            Duration bodyPatience) {
        this.service = new NeighbourUrl(base);
        this.client = new NeighbourClient(trust, CONNECT_PATIENCE);
        this.token = token;
        this.watch = watch;
        this.nanoTime = nanoTime;
        this.headPatience = headPatience;
        this.bodyPatience = bodyPatience;
    }

    @Override
    public Answer fetch(FlowId flow, StepId step, String rawQuery) {
        URI url = service.pathAndQuery(rawQuery, "logs", "flows", flow.hex(), "steps", step.text());
        HttpRequest.Builder request = HttpRequest.newBuilder(url);
        if (!token.isEmpty()) {
            request.header(BearerHeader.NAME, BearerHeader.value(token));
        }
        try {
            Deadline deadline = Deadline.in(headPatience, nanoTime);
            return handedOn(client.send(request.build(), deadline));
        } catch (HttpConnectTimeoutException | TimeoutException e) {
            return away(new Answer.TooLate(), e);
        } catch (IOException e) {
            return away(new Answer.Unreachable(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return away(new Answer.Unreachable(), e);
        }
    }

    private Answer handedOn(HttpResponse<AnswerBody> answer) {
        int status = answer.statusCode();
        if (status < 200 || (status >= 300 && status < 400)) {
            answer.body().close();
            watch.unavailable(NAME);
            LOG.atWarn().addKeyValue("status", status).log("the logging service answers elsewhere");
            return new Answer.Redirected();
        }
        return PassedAnswer.of(answer, bodyPatience);
    }

    private Answer away(Answer answer, Exception cause) {
        watch.unavailable(NAME);
        LOG.atWarn().addKeyValue("cause", cause.toString()).log("no answer of the logging service");
        return answer;
    }

    @Override
    public void close() {
        client.close();
    }
}
