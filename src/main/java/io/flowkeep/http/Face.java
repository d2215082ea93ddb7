package io.flowkeep.http;

/**
 * A part of the server with rules of its own: which methods there are, who may come in and what
 * errors look like. The shell asks it before its own routes, and only bounds what is under way.
 * Safe for concurrent use.
 */
public interface Face {

    /** An answer and the template of the route that gave it, for metrics. */
    record Answer(String template, Reply reply) {}

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
     * @param path as sent, still percent-encoded
     * @param query as sent, without the question mark; empty if there is none
     */
    Answer answer(Request request, String path, String query);
}
