package io.flowkeep.http;

/**
 * One route of the server. Immutable.
 *
 * <p>A template is made of segments: a literal, {@code :name} for one segment (possibly empty), or
 * a final {@code *} for the rest (possibly empty, slashes kept). Paths are split before they are
 * percent-decoded, so an encoded slash never makes a segment; parameters are decoded once. Literals
 * win over parameters.
 *
 * @param method GET also answers HEAD, without the body
 * @param template for example {@code /v1/files/:teamId/:projectId/*}; also the route label of the
 *     metrics
 * @param access who may come in
 */
public record Route(Method method, String template, Access access, Handler handler)
        implements Routed {

    /** The methods that routes are made for. */
    public enum Method {
        GET,
        POST,
        PUT,
        PATCH,
        DELETE
    }

    /** Whether a bearer token must be there before anything else is looked at. */
    public enum Access {
        /** No token is asked for if the target has no query: with one, it is treated as BEARER. */
        OPEN,
        /**
         * A well-formed Authorization header must be there, else 401; the handler checks the token.
         */
        BEARER
    }
}
