package io.flowkeep.http;

/**
 * Is told of every request that was answered or aborted. Safe for concurrent use; must not block.
 */
@FunctionalInterface
public interface RequestObserver {

    /** Called once a request, when its last byte is written or its connection is gone. */
    void finished(Finished request);

    /**
     * What is known of a request at its end.
     *
     * @param target the path as sent, without the query, which may hold names that do not belong in
     *     a log
     * @param route the template of its route, or {@code __unknown__}
     * @param status the status sent; 499 if the client went away first
     */
    record Finished(
            String id, String method, String target, String route, int status, long nanos) {}
}
