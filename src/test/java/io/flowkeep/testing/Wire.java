package io.flowkeep.testing;

import io.flowkeep.json.Json;
import io.flowkeep.json.JsonSyntaxException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** A proper client of one server. Safe for concurrent use. */
public final class Wire implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private final HttpClient client;
    private final String origin;

    /** Speaks HTTP/1.1, as the real clients do. */
    public Wire(int port) {
        this(port, HttpClient.Version.HTTP_1_1);
    }

    public Wire(int port, HttpClient.Version version) {
        this.client = HttpClient.newBuilder().version(version).build();
        this.origin = "http://127.0.0.1:" + port;
    }

    /** An answer in full. */
    public record Answer(HttpResponse<byte[]> response) {
        public int status() {
            return response.statusCode();
        }

        public byte[] body() {
            return response.body();
        }

        public String text() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        /** The only value of a header; empty if it is not there. */
        public String header(String name) {
            return String.join(" AND ", response.headers().allValues(name));
        }

        public JsonNode json() throws JsonSyntaxException {
            return Json.parse(text());
        }
    }

    /** Reads; the headers are names and values in turn. */
    public Answer get(String token, String path, String... headers)
            throws IOException, InterruptedException {
        return send("GET", token, path, BodyPublishers.noBody(), headers);
    }

    /** Writes a file. */
    public Answer put(String token, String path, byte[] content, String... headers)
            throws IOException, InterruptedException {
        String[] all = new String[headers.length + 2];
        System.arraycopy(headers, 0, all, 0, headers.length);
        all[headers.length] = "content-type";
        all[headers.length + 1] = "application/octet-stream";
        return send("POST", token, path, BodyPublishers.ofByteArray(content), all);
    }

    /** Posts JSON. */
    public Answer post(String token, String path, String json)
            throws IOException, InterruptedException {
        BodyPublisher body = BodyPublishers.ofString(json);
        return send("POST", token, path, body, "content-type", "application/json");
    }

    public Answer delete(String token, String path, String... headers)
            throws IOException, InterruptedException {
        return send("DELETE", token, path, BodyPublishers.noBody(), headers);
    }

    /** Sends anything; an empty token sends no Authorization header. */
    public Answer send(
            String method, String token, String path, BodyPublisher body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(origin + path))
                        .timeout(PATIENCE)
                        .method(method, body);
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return new Answer(client.send(request.build(), BodyHandlers.ofByteArray()));
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }
}
