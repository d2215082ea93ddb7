package io.flowkeep.http;

import io.flowkeep.text.Percent;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The face of all routes that no other face claims, with the order of checks and the errors of the
 * file-server: open routes; Authorization header there and well-formed (401); percent-escapes of
 * the path (400); route (404) and method (405). Only then is the handler called, which checks the
 * token before it reads the body. Safe for concurrent use.
 */
final class RoutedFace implements Face {
    /** No token is asked for here even if there is no such route, as in the server replaced. */
    private static final Set<String> ALWAYS_OPEN = Set.of("/health", "/metrics");

    /** The answers when a handler, or another face, fails. */
    static final LastResort LAST_RESORT =
            new LastResort(ShellErrors::storeUnavailable, ShellErrors::internal);

    private final Router<Route> router;
    private final Predicate<List<String>> authorizationForm;

    /**
     * Finds these routes.
     *
     * @param authorizationForm whether the values of the Authorization header are well-formed
     */
    RoutedFace(List<Route> routes, Predicate<List<String>> authorizationForm) {
        this.router = new Router<>(Router.Spelling.EXACT, routes);
        this.authorizationForm = authorizationForm;
    }

    @Override
    public boolean claims(String method, String path) {
        return true;
    }

    @Override
    public Answer answer(Request request, RequestTarget target) {
        Router.Match<Route> match = router.find(request.method(), target.path());
        if (!isOpen(match, target) && !authorizationForm.test(request.headers("authorization"))) {
            return unknown(ErrorReply.unauthorized());
        }
        if (Percent.decode(target.path()).isEmpty()) {
            return unknown(ShellErrors.badUrl(target.uri()));
        }
        return switch (match) {
            case Router.Match.Found<Route> found ->
                    new Answer(
                            found.route().template(),
                            LAST_RESORT.answer(
                                    request.id(), () -> handled(request, target, found)));
            case Router.Match.WrongMethod<Route>(_, var allow) ->
                    unknown(ShellErrors.wrongMethod(request.method(), allow));
            case Router.Match.Unknown<Route>() ->
                    unknown(ShellErrors.unknownRoute(request.method(), target.uri()));
        };
    }

    private static Reply handled(
            Request request, RequestTarget target, Router.Match.Found<Route> found) {
        return found.route()
                .handler()
                .handle(
                        request.with(
                                found.parameters(
                                        _ -> new Refusal(ShellErrors.badUrl(target.uri())))));
    }

    private static Answer unknown(Reply reply) {
        return new Answer(Answer.NO_ROUTE, reply);
    }

    private static boolean isOpen(Router.Match<Route> match, RequestTarget target) {
        boolean open =
                match instanceof Router.Match.Found<Route>(var route, _)
                        && route.access() == Route.Access.OPEN;
        return !target.hasQuery() && (open || ALWAYS_OPEN.contains(target.path()));
    }
}
