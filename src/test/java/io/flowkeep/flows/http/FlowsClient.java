package io.flowkeep.flows.http;

import io.flowkeep.http.RawClient;
import io.flowkeep.json.Json;
import io.flowkeep.json.JsonSyntaxException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/** Sends requests to a face of flows, with a token and without ceremony. */
final class FlowsClient {
    /** A flow with all that it must have, but for its name. */
    static final String GRAPH =
            "\"graph\":{\"nodes\":[{\"id\":\"n1\",\"componentId\":\"5ca5c44c187c040010a9bb8b\","
                    + "\"function\":\"fn\"}],\"edges\":[]}";

    private final int port;
    private final String token;

    FlowsClient(int port) {
        this(port, "u1");
    }

    private FlowsClient(int port, String token) {
        this.port = port;
        this.token = token;
    }

    /** The same with another token; an empty one is not sent. */
    FlowsClient as(String other) {
        return new FlowsClient(port, other);
    }

    /** The JSON of a flow with a name. */
    static String flow(String name) {
        return "{\"name\":\"" + name + "\"," + GRAPH + "}";
    }

    RawClient.Answer get(String target, String... headers) throws IOException {
        return send("GET", target, new byte[0], headers);
    }

    /** Sends JSON. */
    RawClient.Answer json(String method, String target, String json, String... headers)
            throws IOException {
        String[] more = new String[headers.length + 1];
        System.arraycopy(headers, 0, more, 1, headers.length);
        more[0] = "Content-Type: application/json";
        return send(method, target, json.getBytes(StandardCharsets.UTF_8), more);
    }

    /** Makes a flow, and gives its id. */
    String create(String json) throws IOException {
        return parse(json("POST", "/flows", json)).path("data").path("id").asString("");
    }

    RawClient.Answer send(String method, String target, byte[] body, String... headers)
            throws IOException {
        StringBuilder head = new StringBuilder();
        head.append(method).append(' ').append(target).append(" HTTP/1.1\r\nHost: x\r\n");
        if (!token.isEmpty()) {
            head.append("Authorization: Bearer ").append(token).append("\r\n");
        }
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        if (body.length > 0) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
        request.writeBytes(body);
        try (RawClient client = new RawClient(port)) {
            client.send(request.toByteArray());
            return client.read(!method.equals("HEAD"));
        }
    }

    static String text(RawClient.Answer answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    static JsonNode parse(RawClient.Answer answer) {
        try {
            return Json.parseStored(text(answer));
        } catch (JsonSyntaxException e) {
            throw new AssertionError(text(answer), e);
        }
    }

    /** An error as this face words it. */
    static String error(int code, String message) {
        return "{\"errors\":[{\"message\":%s,\"code\":%d}]}"
                .formatted(Json.text(Json.object().put("m", message).get("m")), code);
    }
}
