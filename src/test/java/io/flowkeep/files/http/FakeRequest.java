package io.flowkeep.files.http;

import io.flowkeep.http.Body;
import io.flowkeep.http.ErrorReply;
import io.flowkeep.http.Refusal;
import io.flowkeep.http.Request;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A request made by hand, as the shell would hand it over. */
final class FakeRequest implements Request {
    private final String method;
    private final Map<String, String> params = new HashMap<>();
    private final Map<String, List<String>> queries = new HashMap<>();
    private final Map<String, List<String>> headers = new HashMap<>();
    private byte[] body = new byte[0];

    FakeRequest(String method, String team, String project, String path) {
        this.method = method;
        params.put("teamId", team);
        params.put("projectId", project);
        params.put("*", path);
        header("Authorization", "Bearer good");
    }

    FakeRequest header(String name, String value) {
        headers.computeIfAbsent(name.toLowerCase(Locale.ROOT), _ -> new ArrayList<>()).add(value);
        return this;
    }

    FakeRequest without(String name) {
        headers.remove(name);
        return this;
    }

    FakeRequest with(String query, String value) {
        queries.computeIfAbsent(query, _ -> new ArrayList<>()).add(value);
        return this;
    }

    FakeRequest body(String mediaType, byte[] bytes) {
        body = bytes.clone();
        return header("Content-Type", mediaType);
    }

    @Override
    public String id() {
        return "request-1";
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String param(String name) {
        return params.getOrDefault(name, "");
    }

    @Override
    public Request with(Map<String, String> parameters) {
        params.putAll(parameters);
        return this;
    }

    @Override
    public List<String> query(String name) {
        return queries.getOrDefault(name, List.of());
    }

    @Override
    public Optional<String> header(String name) {
        return headers(name).stream().findFirst();
    }

    @Override
    public List<String> headers(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }

    @Override
    public Body body() {
        return new Body() {
            @Override
            public OptionalLong declaredLength() {
                return OptionalLong.of(body.length);
            }

            @Override
            public boolean isPresent() {
                return body.length > 0;
            }

            @Override
            public InputStream stream(long limitBytes) {
                return new ByteArrayInputStream(bytes(limitBytes));
            }

            @Override
            public byte[] bytes(long limitBytes) {
                if (body.length > limitBytes) {
                    throw new Refusal(ErrorReply.of(413, "FST_ERR_CTP_BODY_TOO_LARGE", "big"));
                }
                return body.clone();
            }
        };
    }
}
