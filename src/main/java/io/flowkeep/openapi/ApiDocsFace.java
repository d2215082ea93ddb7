package io.flowkeep.openapi;

import io.flowkeep.http.ErrorReply;
import io.flowkeep.http.Face;
import io.flowkeep.http.Handler;
import io.flowkeep.http.Reply;
import io.flowkeep.http.Request;
import io.flowkeep.http.RequestTarget;
import io.flowkeep.http.Route;
import io.flowkeep.http.Router;
import io.flowkeep.http.Router.Match;
import io.flowkeep.json.Json;
import java.util.List;

/**
 * The description of the server, for people at {@code /api-docs/} and for programs at {@code
 * /openapi.json}, open to everybody. Letters of paths count in any case, as in the server this
 * replaces. Safe for concurrent use.
 */
public final class ApiDocsFace implements Face {
    private static final String DOCS = "/api-docs";
    private static final String OLD_DOCS = "/docs";
    private static final String DOCUMENT = "/openapi.json";

    /** Words that clients of the server this replaces look for. */
    private static final String KNOWN_WORDS =
            "<!-- HTML for static distribution bundle build -->\n";

    /**
     * Swagger UI sets style attributes and has images in its style sheet. Unlike the shell's own
     * policy this one does not turn http into https, which broke the page wherever the server is
     * reached without TLS by a name that is not localhost.
     */
    private static final String POLICY =
            "default-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'self';"
                    + " img-src 'self' data:; object-src 'none'; script-src 'self';"
                    + " script-src-attr 'none'; style-src 'self' 'unsafe-inline';"
                    + " connect-src 'self'";

    private final SwaggerUi ui;
    private final Router<Route> router;

    /**
     * Joins the document.
     *
     * @param version the server's own, as the document shows it
     * @throws IllegalStateException if Swagger UI or a part of the document is not on the class
     *     path
     */
    public ApiDocsFace(String version) {
        this.ui = new SwaggerUi(version);
        Asset document = Asset.of(Reply.JSON, Asset.CHECKED, Json.bytes(ApiDocument.of(version)));
        this.router =
                new Router<>(
                        Router.Spelling.ANY_CASE,
                        List.of(
                                open(DOCUMENT, document::reply),
                                open(DOCS, _ -> moved(301, DOCS + "/")),
                                open(DOCS + "/*", this::below)));
    }

    private static Route open(String template, Handler handler) {
        return new Route(Route.Method.GET, template, Route.Access.OPEN, handler);
    }

    @Override
    public boolean claims(String method, String path) {
        return beginsWith(path, OLD_DOCS)
                || ((beginsWith(path, DOCS) || beginsWith(path, DOCUMENT))
                        && !(router.find(method, path) instanceof Match.Unknown));
    }

    /** A name below {@code /api-docs/} is not decoded: none that is known needs it. */
    @Override
    public Answer answer(Request request, RequestTarget target) {
        return switch (router.find(request.method(), target.path())) {
            case Match.Found<Route>(var route, var parameters) ->
                    new Answer(route.template(), route.handler().handle(request.with(parameters)));
            case Match.WrongMethod<Route>(var template, var allow) ->
                    new Answer(template, wrongMethod(request, target.path(), allow));
            case Match.Unknown<Route>() -> new Answer(OLD_DOCS, moved(302, DOCS));
        };
    }

    /** A file of the page; the page itself for every other name. */
    private Reply below(Request request) {
        String name = request.param("*");
        int depth = (int) name.chars().filter(c -> c == '/').count();
        return ui.file(name)
                .map(file -> file.reply(request))
                .orElseGet(() -> policed(ui.page(depth).reply(request)));
    }

    private static Reply moved(int status, String place) {
        String page = KNOWN_WORDS + "<a href=\"" + place + "\">" + place + "</a>\n";
        return policed(Reply.text(status, "text/html; charset=utf-8", page))
                .with("location", place);
    }

    private Reply wrongMethod(Request request, String path, String allow) {
        Reply refused =
                ErrorReply.of(405, "Method %s is not allowed here".formatted(request.method()))
                        .with("allow", allow);
        return isPage(path) ? policed(refused) : refused;
    }

    private boolean isPage(String path) {
        return beginsWith(path, DOCS + "/") && ui.file(path.substring(DOCS.length() + 1)).isEmpty();
    }

    private static Reply policed(Reply reply) {
        return reply.with("Content-Security-Policy", POLICY);
    }

    private static boolean beginsWith(String path, String prefix) {
        return path.regionMatches(true, 0, prefix, 0, prefix.length());
    }
}
