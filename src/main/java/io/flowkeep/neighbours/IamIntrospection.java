package io.flowkeep.neighbours;

import io.flowkeep.auth.Identity;
import io.flowkeep.auth.IdentityAnswer;
import io.flowkeep.auth.IdentityCheck;
import io.flowkeep.auth.IntrospectionKind;
import io.flowkeep.auth.OperatorForm;
import io.flowkeep.trust.Trust;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Identity Management who a token stands for. Safe for concurrent use; close it to drop its
 * connections.
 *
 * <p>Each request says which way its token is looked up: {@code basic} at the basic endpoint, and
 * anything else at the OIDC endpoint. That gets the OIDC question only for {@code oidc}; for a kind
 * it does not know it gets the basic one, and refuses it.
 *
 * <p>A connection that breaks is tried once more, since one that was idle may have been closed by
 * the other side just then; asking twice does no harm. Nothing else is tried again: the callers
 * wait meanwhile. All of it ends within the deadline.
 *
 * @see IamAnswer what an answer means
 */
public final class IamIntrospection implements IdentityCheck, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IamIntrospection.class);
    private static final int ATTEMPTS = 2;

    private final IamSettings settings;
    private final IamRequest requests;
    private final NeighbourClient client;
    private final LongSupplier nanoTime;
    private final Absence noBasic = new Absence("basic", new AtomicBoolean());
    private final Absence noOidc = new Absence("OIDC", new AtomicBoolean());

    /** An endpoint that is not configured, and whether the log says so. */
    private record Absence(String endpoint, AtomicBoolean said) {
        void sayOnce() {
            if (!said.getAndSet(true)) {
                LOG.warn(
                        "Tokens are refused that ask for the {} introspection: its endpoint is not"
                                + " configured",
                        endpoint);
            }
        }
    }

    /**
     * A client without a connection yet.
     *
     * @param trust whose certificates are good
     * @param nanoTime as {@link System#nanoTime()}
     */
    public IamIntrospection(IamSettings settings, Trust trust, LongSupplier nanoTime) {
        this.settings = settings;
        this.requests = new IamRequest(settings);
        this.client = new NeighbourClient(trust);
        this.nanoTime = nanoTime;
    }

    /**
     * Asks. A kind whose endpoint is not configured is refused as if it failed, and said in the log
     * once.
     */
    @Override
    public IdentityAnswer ask(String token, IntrospectionKind kind) {
        if (OperatorForm.fits(token)) {
            return new IdentityAnswer.Refused(Identity.UNKNOWN); // not sent: an operator's token
        }
        return switch (kind == IntrospectionKind.UNSAID ? settings.type() : kind) {
            case BASIC -> ask(settings.basic(), token, requests::basic, noBasic);
            case OIDC -> ask(settings.oidc(), token, requests::oidc, noOidc);
            // The server this replaces sent its own token to the OIDC endpoint here, which may be
            // a stranger's, and was told that the caller's token is not active.
            case OTHER, UNSAID -> new IdentityAnswer.Refused(Identity.EXPIRED);
        };
    }

    private IdentityAnswer ask(
            NeighbourAddress endpoint,
            String token,
            BiFunction<URI, String, HttpRequest> question,
            Absence absence) {
        return switch (endpoint) {
            case NeighbourAddress.At(var url) -> send(question.apply(url, token));
            case NeighbourAddress.Off _ -> {
                absence.sayOnce();
                yield new IdentityAnswer.Refused(Identity.FAILED);
            }
        };
    }

    private IdentityAnswer send(HttpRequest request) {
        Deadline end = Deadline.in(settings.deadline(), nanoTime);
        int attempt = 1;
        while (true) {
            try {
                return IamAnswer.read(client.ask(request, IamAnswer.MAX_BYTES, end));
            } catch (IOException e) {
                boolean refused = e instanceof ConnectException;
                if (refused || attempt == ATTEMPTS || end.isOver()) {
                    return new IdentityAnswer.Unreachable(e.getClass().getSimpleName());
                }
                attempt++;
            } catch (TimeoutException e) {
                return new IdentityAnswer.Unreachable("no answer in time");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return new IdentityAnswer.Unreachable("interrupted");
            }
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
