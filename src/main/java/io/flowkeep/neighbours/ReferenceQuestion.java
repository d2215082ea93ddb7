package io.flowkeep.neighbours;

import io.flowkeep.auth.OperatorForm;
import io.flowkeep.trust.Trust;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.concurrent.TimeoutException;

/**
 * Asks a neighbour about one thing, by its status alone. The body is still read, so that the
 * connection can be used again. Safe for concurrent use.
 */
final class ReferenceQuestion implements AutoCloseable {
    /** A component with its descriptor has a few KiB. */
    private static final int MAX_BYTES = 256 * 1024;

    private final NeighbourClient client;

    /** With no connection yet; the certificates that are good are those of the trust. */
    ReferenceQuestion(Trust trust) {
        this.client = new NeighbourClient(trust);
    }

    /** The neighbour's answer. */
    enum Answer {
        /** It is there, and the caller may use it. */
        KNOWN,
        /** It is not there, or not for this caller. */
        UNKNOWN,
        /** The answer does not tell, or does not tell this caller. */
        UNTOLD,
        /** No answer came. */
        AWAY
    }

    /**
     * Asks once.
     *
     * @param token the caller's
     */
    Answer ask(URI url, String token, Deadline deadline) {
        if (OperatorForm.fits(token)) {
            return Answer.UNTOLD; // an operator's token is for no neighbour
        }
        if (!BearerHeader.fits(token)) {
            return Answer.UNTOLD; // could not be sent as it is
        }
        HttpRequest request =
                HttpRequest.newBuilder(url)
                        .header(BearerHeader.NAME, BearerHeader.value(token))
                        .header("accept", "application/json")
                        .build();
        try {
            return read(client.ask(request, MAX_BYTES, deadline).status());
        } catch (IOException | TimeoutException e) {
            return Answer.AWAY;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answer.UNTOLD;
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
        client.close();
    }
}
