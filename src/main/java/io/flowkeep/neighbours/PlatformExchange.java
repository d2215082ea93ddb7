package io.flowkeep.neighbours;

import io.flowkeep.auth.BearerToken;
import io.flowkeep.auth.CheckAnswer;
import io.flowkeep.auth.OperatorForm;
import io.flowkeep.ids.ProjectId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * One attempt to ask the platform, redirects included. Safe for concurrent use.
 *
 * <p>A redirect is followed only to the origin that was asked, or from http to https on the same
 * host and the usual ports. A token is never sent anywhere else, and asking elsewhere without it
 * could only end in a refusal, so such a redirect is one at once.
 */
final class PlatformExchange {
    private static final int MAX_REDIRECTS = 5;
    private final NeighbourClient client;
    private final PlatformUrl platform;

    PlatformExchange(NeighbourClient client, URI baseUrl) {
        this.client = client;
        this.platform = new PlatformUrl(baseUrl);
    }

    /**
     * Asks once.
     *
     * @param deadline for all redirects and the answer's body
     */
    CheckAnswer send(BearerToken token, ProjectId project, Deadline deadline) {
        if (OperatorForm.fits(token)) {
            return new CheckAnswer.Refused(); // not sent: an operator's token
        }
        if (!BearerHeader.fits(token.secret())) {
            // Cannot be sent as it is, and would be changed on the way: no token of the platform.
            return new CheckAnswer.Refused();
        }
        URI url = platform.check(project);
        for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
            NeighbourClient.Answer answer;
            try {
                answer = client.ask(request(url, token), PlatformAnswer.MAX_BYTES, deadline);
            } catch (IOException e) {
                return new CheckAnswer.Unreachable(e.getClass().getSimpleName());
            } catch (TimeoutException e) {
                return new CheckAnswer.Unreachable("no answer in time");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return new CheckAnswer.Unreachable("interrupted");
            }
            if (!isRedirect(answer.status())) {
                return PlatformAnswer.read(answer);
            }
            Optional<URI> next = PlatformUrl.redirect(url, answer.headers());
            if (next.isEmpty()) {
                return new CheckAnswer.Refused();
            }
            url = next.get();
        }
        return new CheckAnswer.Refused();
    }

    private static HttpRequest request(URI url, BearerToken token) {
        return HttpRequest.newBuilder(url)
                .header(BearerHeader.NAME, BearerHeader.value(token.secret()))
                .header("ff-quota", "true")
                .header("user-agent", "FlowFuse Storage Server")
                .header("accept-encoding", "gzip")
                .build();
    }

    private static boolean isRedirect(int status) {
        return switch (status) {
            case 301, 302, 303, 307, 308 -> true;
            default -> false;
        };
    }
}
