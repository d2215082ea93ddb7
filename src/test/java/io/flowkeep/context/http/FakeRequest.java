package io.flowkeep.context.http;

import io.flowkeep.http.Body;
import io.flowkeep.http.ErrorReply;
import io.flowkeep.http.Refusal;
import io.flowkeep.http.Request;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A request in hand, as the server's shell would hand it over. */
record FakeRequest(
        String method,
        Map<String, String> params,
        String queryText,
        Map<String, String> headers,
        List<byte[]> bodies)
        implements Request {

    @Override
    public String id() {
        return "test";
    }

    @Override
    public String param(String name) {
        return params.getOrDefault(name, "");
    }

    @Override
    public Request with(Map<String, String> parameters) {
        return new FakeRequest(method, parameters, queryText, headers, bodies);
    }

    @Override
    public List<String> query(String name) {
        List<String> values = new ArrayList<>();
        for (String pair : queryText.split("&", -1)) {
            int split = pair.indexOf('=');
            String key = split < 0 ? pair : pair.substring(0, split);
            if (!pair.isEmpty() && decoded(key).equals(name)) {
                values.add(split < 0 ? "" : decoded(pair.substring(split + 1)));
            }
        }
        return values;
    }

    private static String decoded(String text) {
        try {
            String decoded = URLDecoder.decode(text, StandardCharsets.UTF_8);
            return decoded.contains("\ufffd") ? text : decoded;
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    @Override
    public Optional<String> header(String name) {
        return headers(name).stream().findFirst();
    }

    @Override
    public List<String> headers(String name) {
        String value = headers.get(name.toLowerCase(Locale.ROOT));
        return value == null ? List.of() : List.of(value);
    }

    @Override
    public Body body() {
        byte[] bytes = bodies.isEmpty() ? new byte[0] : bodies.getFirst();
        return new Body() {
            @Override
            public OptionalLong declaredLength() {
                return OptionalLong.of(bytes.length);
            }

            @Override
            public boolean isPresent() {
                return bytes.length > 0;
            }

            @Override
            public InputStream stream(long limitBytes) {
                return new ByteArrayInputStream(bytes(limitBytes));
            }

            @Override
            public byte[] bytes(long limitBytes) {
                if (bytes.length > limitBytes) {
                    throw new Refusal(
                            ErrorReply.of(
                                    413,
                                    "FST_ERR_CTP_BODY_TOO_LARGE",
                                    "Request body is too large"));
                }
                return bytes.clone();
            }
        };
    }
}
