package io.flowkeep.e2e;

import io.flowkeep.json.Json;
import io.flowkeep.json.JsonSyntaxException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Calls the flows that run in Node-RED (see {@code e2e/flows.json}), its admin API and, to look
 * behind the plug-ins, Flowkeep itself. Safe for concurrent use.
 */
final class NodeRedClient {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private final HttpClient client;
    private final Neighbourhood neighbours;

    NodeRedClient(HttpClient client, Neighbourhood neighbours) {
        this.client = client;
        this.neighbours = neighbours;
    }

    /** An answer in full. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Answer(int status, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** Has a file node do something with a named file: write, append or delete. */
    Answer file(String operation, String name, byte[] content)
            throws IOException, InterruptedException {
        return send(
                request(neighbours.nodeRed("/" + operation + "?name=" + escape(name)))
                        .header("Content-Type", "application/octet-stream")
                        .POST(BodyPublishers.ofByteArray(content)));
    }

    Answer file(String operation, String name, String content)
            throws IOException, InterruptedException {
        return send(
                request(neighbours.nodeRed("/" + operation + "?name=" + escape(name)))
                        .header("Content-Type", "text/plain")
                        .POST(BodyPublishers.ofString(content)));
    }

    /** Has a "file in" node read a named file as text ("read"), bytes or lines. */
    Answer read(String how, String name) throws IOException, InterruptedException {
        return send(request(neighbours.nodeRed("/" + how + "?name=" + escape(name))));
    }

    /** Has a function node set one key of a scope: global, flow or node. */
    Answer set(String store, String scope, String key, String valueJson)
            throws IOException, InterruptedException, JsonSyntaxException {
        return context("/context", operation(store, scope, "set", key), valueJson);
    }

    /** Has a function node that is later taken out of the flows set a key. */
    Answer setInRemovedNode(String store, String scope, String key, String valueJson)
            throws IOException, InterruptedException, JsonSyntaxException {
        return context("/removed", operation(store, scope, "set", key), valueJson);
    }

    /** Has a function node set several keys in one call, each to its own name. */
    Answer setEach(String store, String scope, ArrayNode keys)
            throws IOException, InterruptedException, JsonSyntaxException {
        ObjectNode operation = operation(store, scope, "set", "");
        operation.set("key", keys);
        return context("/context", operation, Json.text(keys));
    }

    /** Has a function node set a key to undefined, which takes it out. */
    Answer unset(String store, String scope, String key) throws IOException, InterruptedException {
        return post("/context", Json.text(operation(store, scope, "set", key)));
    }

    /** The value of a key, in an array, as a function node sees it. */
    Answer get(String store, String scope, String key) throws IOException, InterruptedException {
        return post("/context", Json.text(operation(store, scope, "get", key)));
    }

    /** The keys of a scope, in an array in an array, as a function node sees them. */
    Answer keys(String store, String scope) throws IOException, InterruptedException {
        return post("/context", Json.text(operation(store, scope, "keys", "")));
    }

    /** Posts JSON to one of Node-RED's HTTP nodes. */
    Answer post(String path, String json) throws IOException, InterruptedException {
        return send(
                request(neighbours.nodeRed(path))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(json)));
    }

    /** Reads from one of Node-RED's HTTP nodes or its admin API. */
    Answer get(String path) throws IOException, InterruptedException {
        return send(request(neighbours.nodeRed(path)));
    }

    /**
     * Replaces all flows, as the editor's Deploy button does, and waits until they run: Node-RED
     * answers as soon as the old ones have stopped.
     */
    void deploy(String flowsJson) throws IOException, InterruptedException {
        Answer answer =
                send(
                        request(neighbours.nodeRed("/flows"))
                                .header("Content-Type", "application/json")
                                .header("Node-RED-Deployment-Type", "full")
                                .POST(BodyPublishers.ofString(flowsJson)));
        if (answer.status() / 100 != 2) {
            throw new AssertionError("not deployed: " + answer.status() + " " + answer.text());
        }
        neighbours.awaitFlows();
    }

    /** What Flowkeep holds for a project: all its scopes with their values. */
    String heldContext(String project) throws IOException, InterruptedException {
        URI listing = neighbours.flowkeep("/v1/context/" + project + "/cache?limit=0");
        return send(request(listing)
                        .header("Authorization", "Bearer " + Neighbourhood.token(project)))
                .text();
    }

    private Answer context(String path, ObjectNode operation, String valueJson)
            throws IOException, InterruptedException, JsonSyntaxException {
        operation.set("value", Json.parse(valueJson));
        return post(path, Json.text(operation));
    }

    private static ObjectNode operation(String store, String scope, String verb, String key) {
        return Json.object()
                .put("store", store)
                .put("scope", scope)
                .put("op", verb)
                .put("key", key);
    }

    private static HttpRequest.Builder request(URI address) {
        return HttpRequest.newBuilder(address).timeout(PATIENCE);
    }

    private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
        return new Answer(response.statusCode(), response.body());
    }

    private static String escape(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8);
    }
}
