package io.flowkeep.flows.http;

import io.flowkeep.http.Refusal;
import io.flowkeep.http.Reply;
import io.flowkeep.http.Request;
import java.util.List;
import java.util.Optional;

/**
 * Which web pages may use the flows. Immutable.
 *
 * @param origins compared as they stand, without case folding or trimming
 */
public record CorsRules(List<String> origins) {
    private static final String METHODS = "GET,HEAD,PUT,PATCH,POST,DELETE";
    private static final String REQUEST_HEADERS = "access-control-request-headers";

    public CorsRules {
        origins = List.copyOf(origins);
    }

    /**
     * Refuses a request that comes from a page that may not use the flows.
     *
     * @throws Refusal with status 500, since that is what clients know
     */
    void check(Request request) {
        if (origin(request).filter(origin -> !origins.contains(origin)).isPresent()) {
            throw new Refusal(FlowErrors.withoutCode(500, "Not allowed by CORS"));
        }
    }

    /** The answer with the headers that let the page see it; {@link #check} went before. */
    Reply allowed(Request request, Reply reply) {
        return credentials(origin(request), reply, "Origin");
    }

    /** The answer to a page's preflight request. */
    Reply preflight(Request request) {
        check(request);
        Reply reply =
                credentials(
                        origin(request),
                        Reply.empty(204),
                        "Origin, Access-Control-Request-Headers");
        return methods(request, reply);
    }

    /** The answer to a preflight request about the server as a whole. */
    static Reply openPreflight(Request request) {
        Reply reply = Reply.empty(204).with("access-control-allow-origin", "*");
        return methods(request, reply.with("vary", "Access-Control-Request-Headers"));
    }

    private static Reply credentials(Optional<String> origin, Reply reply, String vary) {
        Reply named =
                origin.map(name -> reply.with("access-control-allow-origin", name)).orElse(reply);
        return named.with("vary", vary).with("access-control-allow-credentials", "true");
    }

    private static Reply methods(Request request, Reply reply) {
        Reply more = reply.with("access-control-allow-methods", METHODS);
        return request.header(REQUEST_HEADERS)
                .filter(names -> !names.isEmpty())
                .map(names -> more.with("access-control-allow-headers", names))
                .orElse(more);
    }

    private static Optional<String> origin(Request request) {
        return request.header("origin").filter(origin -> !origin.isEmpty());
    }
}
