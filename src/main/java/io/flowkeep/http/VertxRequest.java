package io.flowkeep.http;

import io.flowkeep.text.Percent;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request on top of Vert.x's. Its headers were read in full on the event loop, so any thread may
 * look at them.
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
    public Request with(Map<String, String> more) {
        return new VertxRequest(id, method, more, rawQuery, headerMap, vertxBody);
    }

    @Override
    public List<String> query(String name) {
        List<String> values = new ArrayList<>();
        for (String pair : rawQuery.split("&", -1)) {
            int equals = pair.indexOf('=');
            String key = equals < 0 ? pair : pair.substring(0, equals);
            if (!pair.isEmpty() && Percent.decodeQuery(key).equals(name)) {
                values.add(equals < 0 ? "" : Percent.decodeQuery(pair.substring(equals + 1)));
            }
        }
        return List.copyOf(values);
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
