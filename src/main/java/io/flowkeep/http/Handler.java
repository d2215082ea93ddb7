package io.flowkeep.http;

/** Answers one kind of request. Safe for concurrent use. */
@FunctionalInterface
public interface Handler {

    /**
     * Answers a request. Runs on a virtual thread of its own, so it may block. What it throws ends
     * as a last-resort error: {@link Refusal} as the reply it carries, a store's fault as 503 or
     * 500, anything else as 500 with the request id and no detail.
     */
    Reply handle(Request request);
}
