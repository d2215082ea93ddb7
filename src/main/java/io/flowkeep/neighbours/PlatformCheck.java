package io.flowkeep.neighbours;

import io.flowkeep.auth.BearerToken;
import io.flowkeep.auth.CheckAnswer;
import io.flowkeep.auth.ProjectCheck;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.trust.Trust;
import java.net.URI;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Asks the FlowFuse platform: {@code GET {base_url}/account/check/project/{id}}. Safe for
 * concurrent use; close it to drop its connections.
 *
 * <p>This is the one place that retries. All of it ends within {@link #DEADLINE}, since the clients
 * of the server give up after 3 s: up to three attempts of at most 500 ms each, with pauses of 300
 * ms and 600 ms between them. The server this replaces has the same attempts but pauses of 1 s and
 * 2 s, so that its refusals came too late to be read. Retried are time-outs, broken connections,
 * 408, 413, 429 and everything from 500 on; if that does not help, the platform counts as
 * unreachable. Any other answer but a yes is a refusal and is not retried.
 *
 * @see PlatformExchange what counts as a yes, and where a token is sent
 */
public final class PlatformCheck implements ProjectCheck, AutoCloseable {
    /** How long all attempts together take at most, by default. */
    public static final Duration DEADLINE = Duration.ofMillis(2500);

    private static final Duration ATTEMPT = Duration.ofMillis(500);
    private static final Duration[] PAUSES = {Duration.ofMillis(300), Duration.ofMillis(600)};

    private final NeighbourClient client;
    private final PlatformExchange exchange;
    private final Duration deadline;
    private final LongSupplier nanoTime;

    /**
     * A client without a connection yet.
     *
     * @param baseUrl http or https, with or without a trailing slash
     * @param deadline for all attempts together; a shorter one leaves out attempts, a longer one
     *     adds none
     * @param trust whose certificates are good
     * @param nanoTime as {@link System#nanoTime()}
     * @throws IllegalArgumentException if this is no such URL
     */
    public PlatformCheck(URI baseUrl, Duration deadline, Trust trust, LongSupplier nanoTime) {
        this.client = new NeighbourClient(trust);
        this.exchange = new PlatformExchange(client, baseUrl);
        this.deadline = deadline;
        this.nanoTime = nanoTime;
    }

    @Override
    public CheckAnswer ask(BearerToken token, ProjectId project) {
        Deadline end = Deadline.in(deadline, nanoTime);
        int attempt = 0;
        while (true) {
            CheckAnswer answer = exchange.send(token, project, end.orSooner(ATTEMPT));
            boolean last = attempt == PAUSES.length;
            if (!(answer instanceof CheckAnswer.Unreachable)
                    || last
                    || end.leftNanos() <= PAUSES[attempt].toNanos()
                    || !paused(PAUSES[attempt])) {
                return answer;
            }
            attempt++;
        }
    }

    private static boolean paused(Duration pause) {
        try {
            Thread.sleep(pause);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
