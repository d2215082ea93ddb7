package io.flowkeep.http;

import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request over Vert.x's. Its headers were read in full on the event loop, so any thread may look
 * at them.
 */
record VertxRequest(
        String id,
        String method,
        Map<String, String> parameters,
        String rawQuery,
        MultiMap headerMap,
        VertxBody vertxBody)
        implements Request {

    @Override
    public String param(String name) {
        return parameters.getOrDefault(name, "");
    }

    @Override
    public List<String> query(String name) {
        return PercentText.query(rawQuery, name);
    }

    @Override
    public Optional<String> header(String name) {
        return Optional.ofNullable(headerMap.get(name));
    }

    @Override
    public List<String> headers(String name) {
        return headerMap.getAll(name);
    }

    @Override
    public Body body() {
        return vertxBody;
    }
}
