package io.flowkeep.openapi;

import io.flowkeep.http.ErrorReply;
import io.flowkeep.http.Face;
import io.flowkeep.http.Reply;
import io.flowkeep.http.Request;
import io.flowkeep.json.Json;
import java.util.Locale;

/**
 * The description of the server, for people at {@code /api-docs/} and for programs at {@code
 * /openapi.json}, open to everybody. Letters of paths count in any case, as in the server this
 * replaces. Safe for concurrent use.
 */
public final class ApiDocsFace implements Face {
    private static final String DOCS = "/api-docs";
    private static final String OLD_DOCS = "/docs";
    private static final String DOCUMENT = "/openapi.json";

    /** Words that a client of the server this replaces looks for. */
    private static final String KNOWN_WORDS =
            "<!-- HTML for static distribution bundle build -->\n";

    /**
     * Swagger UI writes style attributes and has pictures in its style sheet. Unlike the shell's
     * own policy this one does not turn http into https, which broke the page wherever the server
     * is reached without TLS by a name that is not localhost.
     */
    private static final String POLICY =
            "default-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'self';"
                    + " img-src 'self' data:; object-src 'none'; script-src 'self';"
                    + " script-src-attr 'none'; style-src 'self' 'unsafe-inline';"
                    + " connect-src 'self'";

    private final SwaggerUi ui;
    private final Asset document;

    /**
     * Joins the document.
     *
     * @param version the server's own, as the document shows it
     * @throws IllegalStateException if Swagger UI or a part of the document is not on the class
     *     path
     */
    public ApiDocsFace(String version) {
        this.ui = new SwaggerUi(version);
        this.document = Asset.of(Reply.JSON, Asset.CHECKED, Json.bytes(ApiDocument.of(version)));
    }

    @Override
    public boolean claims(String method, String path) {
        return beginsWith(path, OLD_DOCS)
                || path.equalsIgnoreCase(DOCUMENT)
                || path.equalsIgnoreCase(DOCS)
                || beginsWith(path, DOCS + "/");
    }

    @Override
    public Answer answer(Request request, String path, String query) {
        if (path.equalsIgnoreCase(DOCUMENT)) {
            return new Answer(DOCUMENT, readOnly(request, document));
        }
        if (beginsWith(path, OLD_DOCS)) {
            return new Answer(OLD_DOCS, moved(302, DOCS));
        }
        if (path.equalsIgnoreCase(DOCS)) {
            return new Answer(
                    DOCS, isRead(request) ? moved(301, DOCS + "/") : wrongMethod(request));
        }
        String name = path.substring(DOCS.length() + 1);
        return new Answer(DOCS + "/*", below(request, name));
    }

    /** A file of the page; the page itself for every other name. */
    private Reply below(Request request, String name) {
        int depth = (int) name.chars().filter(c -> c == '/').count();
        return ui.file(name)
                .map(file -> readOnly(request, file))
                .orElseGet(() -> policed(readOnly(request, ui.page(depth))));
    }

    private static Reply moved(int status, String place) {
        String page = KNOWN_WORDS + "<a href=\"" + place + "\">" + place + "</a>\n";
        return policed(Reply.text(status, "text/html; charset=utf-8", page))
                .with("location", place);
    }

    private static Reply readOnly(Request request, Asset asset) {
        return isRead(request) ? asset.reply(request) : wrongMethod(request);
    }

    private static boolean isRead(Request request) {
        return request.method().equals("GET") || request.method().equals("HEAD");
    }

    private static Reply wrongMethod(Request request) {
        return ErrorReply.of(405, "Method %s is not allowed here".formatted(request.method()))
                .with("allow", "GET, HEAD");
    }

    private static Reply policed(Reply reply) {
        return reply.with("Content-Security-Policy", POLICY);
    }

    private static boolean beginsWith(String path, String prefix) {
        return path.length() >= prefix.length()
                && path.substring(0, prefix.length()).toLowerCase(Locale.ROOT).equals(prefix);
    }
}
