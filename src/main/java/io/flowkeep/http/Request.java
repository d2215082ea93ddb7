package io.flowkeep.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One request, as a handler sees it. For the handler's thread only. */
public interface Request {

    /**
     * The request id: the client's {@code X-Request-Id} if it has a valid form, else one made here.
     */
    String id();

    /** The method as sent, for example {@code HEAD} where a GET route answers it. */
    String method();

    /**
     * A parameter of the route's template, decoded once; {@code *} names the rest. Empty text if it
     * is empty in the path, or if the template has none of this name.
     */
    String param(String name);

    /** The same request with the parameters of a route, decoded. */
    Request with(Map<String, String> parameters);

    /**
     * All values of a query parameter in the order sent, decoded ({@code +} is a blank, a bad
     * escape is kept as it stands); empty if it is absent. {@code key} and {@code key=} both give
     * an empty text.
     */
    List<String> query(String name);

    /** The first value of a header, in any case of its name. */
    Optional<String> header(String name);

    /** All values of a header in the order received. */
    List<String> headers(String name);

    /** The body, not read yet. */
    Body body();
}
