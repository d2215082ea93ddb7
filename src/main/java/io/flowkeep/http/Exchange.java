package io.flowkeep.http;

import io.flowkeep.faults.StoreCorrupt;
import io.flowkeep.faults.StoreFault;
import io.flowkeep.faults.StoreOutcomeUnknown;
import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.text.Percent;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * One request from its head to its last byte: the bridge between the event loop, where it is made,
 * and the virtual thread of its own on which {@link #run} finds the route, calls the handler and
 * sends the reply.
 *
 * <p>A {@link Face} that claims the request answers it. For the rest, the order of checks: open
 * routes; Authorization header there and well-formed (401); percent-escapes of the path (400);
 * route (404) and method (405). Only then is the handler called, which checks the token before it
 * reads the body.
 */
final class Exchange implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

    /** Status in logs and metrics for a client that left before its answer, as nginx counts it. */
    private static final int CLIENT_GONE = 499;

    /** No token is asked for here even if there is no such route, as in the server replaced. */
    private static final Set<String> ALWAYS_OPEN = Set.of("/health", "/metrics");

    private static final String NO_ROUTE = "__unknown__";

    private final Shell shell;
    private final HttpServerRequest raw;
    private final Context context;
    private final VertxBody body;
    private final String id;
    private final RequestTarget target;
    private final long startNanos;
    private final Runnable whenOver;
    private final AtomicBoolean over = new AtomicBoolean();

    /** Of the work and the answer; the one may outlast the other. */
    private final AtomicInteger ends = new AtomicInteger();

    private volatile boolean handedOver;
    private String template = NO_ROUTE;

    /** What all exchanges share. */
    record Shell(
            ShellSettings settings,
            ShellParts parts,
            List<Face> faces,
            RouteTable routes,
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

    /** Answers what cannot be understood, after which nothing on the connection can be trusted. */
    void refuseForGood(Reply reply) {
        ended();
        send(reply, UnreadBody.UNTRUSTED);
    }

    /** The whole way to a reply; never throws. */
    private Reply answer() {
        try {
            return reply();
        } catch (Refusal refusal) {
            return refusal.reply();
        } catch (StoreUnavailable e) {
            return fault(ShellErrors.storeUnavailable(), e);
        } catch (StoreOutcomeUnknown e) {
            return fault(ShellErrors.storeUnavailable(), e);
        } catch (StoreCorrupt e) {
            return fault(ShellErrors.internal(id), e);
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof BodyAborted) {
                return Reply.empty(400); // not sent: run() sees that the body broke off
            }
            return unexpected(e);
        } catch (RuntimeException | Error e) {
            return unexpected(e);
        }
    }

    private Reply fault(Reply reply, StoreFault fault) {
        LOG.atError().setCause(fault).log("store fault");
        return reply;
    }

    private Reply unexpected(Throwable e) {
        LOG.atError().setCause(e).log("unexpected failure");
        return ShellErrors.internal(id);
    }

    /** A face has rules of its own; the rest is for the shell's routes. */
    private Reply reply() {
        String method = raw.method().name();
        for (Face face : shell.faces()) {
            if (face.claims(method, target.path())) {
                Face.Answer answer =
                        face.answer(request(method, Map.of()), target.path(), target.query());
                template = answer.template();
                return answer.reply();
            }
        }
        return route().handle();
    }

    /** A handler together with what it is to be called with. */
    private record Call(Handler handler, Request request) {
        Reply handle() {
            return handler.handle(request);
        }
    }

    private Call route() {
        String method = raw.method().name();
        RouteTable.Match match = shell.routes().find(method, target.path());
        if (!isOpen(match) && !isAuthorizationWellFormed()) {
            throw new Refusal(ErrorReply.unauthorized());
        }
        if (Percent.decode(target.path()).isEmpty()) {
            throw new Refusal(ShellErrors.badUrl(target.uri()));
        }
        return switch (match) {
            case RouteTable.Match.Found(var route, var parameters) -> {
                template = route.template();
                yield new Call(route.handler(), request(method, parameters));
            }
            case RouteTable.Match.WrongMethod(var allow) ->
                    throw new Refusal(ShellErrors.wrongMethod(method, allow));
            case RouteTable.Match.Unknown() ->
                    throw new Refusal(ShellErrors.unknownRoute(method, target.uri()));
        };
    }

    private boolean isOpen(RouteTable.Match match) {
        boolean open =
                match instanceof RouteTable.Match.Found(var route, _)
                        && route.access() == Route.Access.OPEN;
        return !target.hasQuery() && (open || ALWAYS_OPEN.contains(target.path()));
    }

    private boolean isAuthorizationWellFormed() {
        return shell.parts().authorizationForm().test(raw.headers().getAll("authorization"));
    }

    private Request request(String method, Map<String, String> rawParameters) {
        Map<String, String> parameters = new HashMap<>();
        rawParameters.forEach((name, value) ->
                parameters.put(
                        name,
                        Percent.decode(value)
                                .orElseThrow(() -> new Refusal(ShellErrors.badUrl(target.uri())))));
        return new VertxRequest(id, method, parameters, target.query(), raw.headers(), body);
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

    /** The connection closed under an answer; before it is handed over, the handler still runs. */
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
