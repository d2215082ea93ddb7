package io.flowkeep.http;

/**
 * A part of the server with rules of its own: which methods there are, in what order a request is
 * checked and what errors look like. The shell asks one after the other, and only bounds what is
 * under way. Safe for concurrent use.
 */
public interface Face {

    /** An answer and the template of the route that gave it, for metrics. */
    record Answer(String template, Reply reply) {
        /** Stands for the template where there is no route. */
        public static final String NO_ROUTE = "__unknown__";
    }

    /**
     * Whether a request is for this face. Called for every request, so it must be quick.
     *
     * @param path as sent, still percent-encoded
     */
    boolean claims(String method, String path);

    /**
     * Answers a request, on a virtual thread of its own. What it throws ends as with {@link
     * Handler#handle}.
     *
     * @param request has no parameters
     */
    Answer answer(Request request, RequestTarget target);
}
