package io.flowkeep.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * One request from its head to its last byte: the bridge between the event loop, where it is made,
 * and the virtual thread of its own on which {@link #run} has a face answer and sends the reply.
 */
final class Exchange implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

    /**
     * Status in logs and metrics for a client that disconnected before its answer, as nginx counts
     * it.
     */
    private static final int CLIENT_GONE = 499;

    private final Shell shell;
    private final HttpServerRequest raw;
    private final Context context;
    private final VertxBody body;
    private final String id;
    private final RequestTarget target;
    private final long startNanos;
    private final Runnable whenOver;
    private final AtomicBoolean over = new AtomicBoolean();

    /** How many of the two, work and answer, have ended; either may end first. */
    private final AtomicInteger ends = new AtomicInteger();

    private volatile boolean handedOver;
    private String template = Face.Answer.NO_ROUTE;

    /** What all exchanges share. */
    record Shell(
            ShellSettings settings,
            ShellParts parts,
            List<Face> faces,
            RequestIds ids,
            DateHeader date,
            WholeBodies wholeBodies) {}

    /**
     * Must be made on the event loop, with the request paused.
     *
     * @param whenOver run once, when the last byte is sent or the client is gone, and no thread
     *     works on the request any more
     */
    Exchange(Shell shell, HttpServerRequest raw, Context context, Runnable whenOver) {
        this.whenOver = whenOver;
        this.shell = shell;
        this.raw = raw;
        this.context = context;
        this.body =
                new VertxBody(raw, context, shell.settings().bodyTimeout(), shell.wholeBodies());
        this.id = shell.ids().choose(raw.getHeader("x-request-id"));
        this.target = RequestTarget.parse(raw.uri());
        this.startNanos = shell.parts().nanoTime().getAsLong();
        raw.response().closeHandler(_ -> endIfHandedOver());
    }

    @Override
    public void run() {
        MDC.put("reqId", id);
        try {
            Reply reply = answer();
            if (body.isBroken()) {
                context.runOnContext(_ -> raw.connection().close());
                finished(CLIENT_GONE);
                return;
            }
            send(body.isSilent() ? ShellErrors.bodyTooSlow() : reply, UnreadBody.of(body));
        } catch (RuntimeException | Error e) {
            LOG.atError().setCause(e).log("an answer could not be sent");
            context.runOnContext(_ -> raw.connection().close());
            finished(CLIENT_GONE);
        } finally {
            body.release();
            MDC.remove("reqId");
            ended();
        }
    }

    /** Answers without a handler, on the event loop: overload or stop. */
    void refuse(Reply reply) {
        ended();
        send(reply, UnreadBody.of(body));
    }

    /**
     * Answers a request that cannot be understood; nothing that follows on the connection can be
     * relied on.
     */
    void refuseForGood(Reply reply) {
        ended();
        send(reply, UnreadBody.UNTRUSTED);
    }

    /** Lets a face answer; never throws. */
    private Reply answer() {
        return RoutedFace.LAST_RESORT.answer(
                id,
                () -> {
                    String method = raw.method().name();
                    Face.Answer answer =
                            face(method)
                                    .answer(
                                            new VertxRequest(
                                                    id,
                                                    method,
                                                    Map.of(),
                                                    target.query(),
                                                    raw.headers(),
                                                    body),
                                            target);
                    template = answer.template();
                    return answer.reply();
                });
    }

    /** The first that claims the request; the last one claims all. */
    private Face face(String method) {
        for (Face face : shell.faces()) {
            if (face.claims(method, target.path())) {
                return face;
            }
        }
        throw new IllegalStateException("no face claims " + target.path());
    }

    private void send(Reply reply, UnreadBody leftover) {
        ReplyWriter writer =
                new ReplyWriter(
                        raw.response(),
                        context,
                        raw.version(),
                        raw.method().name().equals("HEAD"),
                        shell.settings());
        handedOver = true;
        Future<Void> sent = writer.send(reply, shell.date().now(), id, leftover.closes());
        leftover.dispose(raw, context, sent);
        sent.onComplete(end -> finished(end.succeeded() ? reply.status() : CLIENT_GONE));
    }

    /**
     * The connection was closed during an answer; before the answer is handed over, the handler
     * still runs.
     */
    private void endIfHandedOver() {
        if (handedOver) {
            finished(CLIENT_GONE);
        }
    }

    private void ended() {
        if (ends.incrementAndGet() == 2) {
            whenOver.run();
        }
    }

    private void finished(int status) {
        if (!over.compareAndSet(false, true)) {
            return;
        }
        ended();
        shell.parts()
                .observer()
                .finished(
                        new RequestObserver.Finished(
                                id,
                                raw.method().name(),
                                target.path(),
                                template,
                                status,
                                shell.parts().nanoTime().getAsLong() - startNanos));
    }
}
