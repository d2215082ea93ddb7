package io.flowkeep.http;

import java.io.InputStream;
import java.util.OptionalLong;

/**
 * A request's body. Nothing of it is accepted from the client ({@code 100 Continue} included) until
 * it is first read. For the handler's thread only.
 */
public interface Body {

    /**
     * What Content-Length said; empty for a chunked body, and over HTTP/2 without that header. A
     * request without any body says 0.
     */
    OptionalLong declaredLength();

    /**
     * False if the request has neither a Content-Length above 0 nor a chunked body. Over HTTP/2
     * without a Content-Length this waits for the first frame, no longer than the server's body
     * time-out, and is true only if bytes come.
     */
    boolean isPresent();

    /**
     * The bytes as they come in, with back-pressure. Reading throws {@link BodyAborted} if the
     * client goes away, breaks off or falls silent for longer than the server's body time-out.
     *
     * @param limitBytes where to stop: 413 by {@link Refusal}, at once if the declared length is
     *     larger
     */
    InputStream stream(long limitBytes);

    /** The whole body in memory, with the same ends as {@link #stream}. */
    byte[] bytes(long limitBytes);
}
