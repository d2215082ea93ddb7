package io.flowkeep.neighbours;

import io.flowkeep.auth.BearerToken;
import io.flowkeep.auth.CheckAnswer;
import io.flowkeep.auth.OperatorForm;
import io.flowkeep.ids.ProjectId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
    private final NeighbourCalls calls;
    private final PlatformUrl platform;

    PlatformExchange(NeighbourCalls calls, URI baseUrl) {
        this.calls = calls;
        this.platform = new PlatformUrl(baseUrl);
    }

    /**
     * Asks once.
     *
     * @param endNanos when to give up, the body included
     */
    CheckAnswer send(BearerToken token, ProjectId project, long endNanos) {
        if (OperatorForm.fits(token)) {
            return new CheckAnswer.Refused(); // none of the platform's, and none of its business
        }
        if (!token.secret().chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            // Cannot be sent as it is, and would be changed on the way: no token of the platform.
            return new CheckAnswer.Refused();
        }
        URI url = platform.check(project);
        for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
            HttpResponse<byte[]> response;
            try {
                response = calls.send(request(url, token), endNanos);
            } catch (IOException e) {
                return new CheckAnswer.Unreachable(e.getClass().getSimpleName());
            } catch (TimeoutException e) {
                return new CheckAnswer.Unreachable("no answer in time");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return new CheckAnswer.Unreachable("interrupted");
            }
            if (!isRedirect(response.statusCode())) {
                return PlatformAnswer.read(response);
            }
            Optional<URI> next = PlatformUrl.redirect(url, response.headers());
            if (next.isEmpty()) {
                return new CheckAnswer.Refused();
            }
            url = next.get();
        }
        return new CheckAnswer.Refused();
    }

    private static HttpRequest request(URI url, BearerToken token) {
        return HttpRequest.newBuilder(url)
                .header("authorization", "Bearer " + token.secret())
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
