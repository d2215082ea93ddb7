package io.flowkeep.http;

/**
 * The request target, cut into its path and query, both as sent. Immutable.
 *
 * @param uri the origin form, as messages show it
 * @param path still percent-encoded
 * @param query without the question mark; empty if there is none
 * @param hasQuery whether there is a question mark
 */
public record RequestTarget(String uri, String path, String query, boolean hasQuery) {

    /** Cuts a target; the absolute form loses its scheme and authority, a fragment is dropped. */
    static RequestTarget parse(String sent) {
        String uri = originForm(sent);
        int fragment = uri.indexOf('#');
        String rest = fragment < 0 ? uri : uri.substring(0, fragment);
        int question = rest.indexOf('?');
        return question < 0
                ? new RequestTarget(uri, rest, "", false)
                : new RequestTarget(
                        uri, rest.substring(0, question), rest.substring(question + 1), true);
    }

    private static String originForm(String sent) {
        int scheme = sent.indexOf("://");
        if (sent.startsWith("/") || scheme < 0) {
            return sent;
        }
        int path = sent.indexOf('/', scheme + 3);
        return path < 0 ? "/" : sent.substring(path);
    }
}
