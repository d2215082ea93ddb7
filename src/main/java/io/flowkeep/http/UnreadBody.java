package io.flowkeep.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What to do with a body that nobody read, once the answer is sent. To close at once would reset
 * the connection under a client that is still sending, which then never sees its 401 or 413. So the
 * rest is read and discarded: a small rest completely, so that the connection can be used again; a
 * large or unknown one for a bounded time, after which the connection is closed.
 */
enum UnreadBody {
    /** Nothing is left. */
    NONE,
    /** Little enough to be read to its end. */
    SMALL,
    /** Much, or an unknown amount. */
    LARGE,
    /** The head was not understood, so what follows is not known to be a body. */
    UNTRUSTED;

    /** Worth reading to save a connection: a loopback round trip costs more than a MiB. */
    private static final long SMALL_BYTES = 1 << 20;

    /**
     * How long a client may go on sending a body that is discarded: enough for 5 GiB at 4 Gbit/s.
     */
    private static final long LINGER_MILLIS = 10_000;

    static UnreadBody of(VertxBody body) {
        if (body.isFinished()) {
            return NONE;
        }
        OptionalLong declared = body.declaredLength();
        boolean small = declared.isPresent() && declared.getAsLong() <= SMALL_BYTES;
        return small && !body.isHeldBack() && !body.isSilent() ? SMALL : LARGE;
    }

    /** Whether the client is told that the connection ends with this answer. */
    boolean closes() {
        return this == LARGE || this == UNTRUSTED;
    }

    /** Reads the rest; must be called after the answer was handed over. */
    void dispose(HttpServerRequest request, Context context, Future<Void> sent) {
        switch (this) {
            case NONE -> {}
            case SMALL -> context.runOnContext(_ -> discard(request));
            case UNTRUSTED -> sent.onComplete(_ -> context.runOnContext(_ -> close(request)));
            case LARGE ->
                    sent.onComplete(
                            _ -> context.runOnContext(_ -> linger(request, context.owner())));
        }
    }

    private static void discard(HttpServerRequest request) {
        request.handler(_ -> {});
        request.resume();
    }

    private static void linger(HttpServerRequest request, Vertx vertx) {
        AtomicBoolean closed = new AtomicBoolean();
        Runnable close =
                () -> {
                    if (closed.compareAndSet(false, true)) {
                        close(request);
                    }
                };
        if (request.isEnded()) {
            close.run();
            return;
        }
        long timer = vertx.setTimer(LINGER_MILLIS, _ -> close.run());
        Runnable end =
                () -> {
                    vertx.cancelTimer(timer);
                    close.run();
                };
        request.endHandler(_ -> end.run());
        request.exceptionHandler(_ -> end.run());
        discard(request);
    }

    /** Over HTTP/2 only this request's stream ends; the connection's other streams go on. */
    private static void close(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            if (!request.isEnded()) {
                request.response().reset();
            }
        } else {
            request.connection().close();
        }
    }
}
