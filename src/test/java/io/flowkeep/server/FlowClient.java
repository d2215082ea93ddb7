package io.flowkeep.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.flowkeep.json.Json;
import io.flowkeep.json.JsonSyntaxException;
import io.flowkeep.testing.Wire;
import io.flowkeep.testing.Wire.Answer;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import tools.jackson.databind.JsonNode;

/** One user's calls of the flows face. Safe for concurrent use. */
final class FlowClient {
    private final Wire wire;
    private final String token;

    FlowClient(Wire wire, String token) {
        this.wire = wire;
        this.token = token;
    }

    /** Makes a flow; its id. */
    String create(String body) throws IOException, InterruptedException, JsonSyntaxException {
        Answer answer = tryToCreate(body);
        assertEquals(201, answer.status(), answer.text());
        return answer.json().path("data").path("id").asString("");
    }

    Answer tryToCreate(String body) throws IOException, InterruptedException {
        return wire.post(token, "/flows", body);
    }

    Answer patch(String id, String body, String... headers)
            throws IOException, InterruptedException {
        String[] all = new String[headers.length + 2];
        System.arraycopy(headers, 0, all, 0, headers.length);
        all[headers.length] = "content-type";
        all[headers.length + 1] = "application/json";
        return wire.send("PATCH", token, "/flows/" + id, BodyPublishers.ofString(body), all);
    }

    Answer rename(String id, String name) throws IOException, InterruptedException {
        return patch(id, Json.text(Json.object().put("name", name)));
    }

    Answer start(String id) throws IOException, InterruptedException {
        return control(id, "start");
    }

    Answer stop(String id) throws IOException, InterruptedException {
        return control(id, "stop");
    }

    Answer forceStop(String id) throws IOException, InterruptedException {
        return control(id, "stop?force=true");
    }

    Answer delete(String id, String... headers) throws IOException, InterruptedException {
        return wire.delete(token, "/flows/" + id, headers);
    }

    Answer find(String id, String... headers) throws IOException, InterruptedException {
        return wire.get(token, "/flows/" + id, headers);
    }

    Answer list(String query) throws IOException, InterruptedException {
        return wire.get(token, "/flows" + query);
    }

    /** The flow itself. */
    JsonNode flow(String id) throws IOException, InterruptedException, JsonSyntaxException {
        Answer answer = find(id);
        assertEquals(200, answer.status(), answer.text());
        return answer.json().path("data");
    }

    String status(String id) throws IOException, InterruptedException, JsonSyntaxException {
        return flow(id).path("status").asString("");
    }

    private Answer control(String id, String what) throws IOException, InterruptedException {
        return wire.send("POST", token, "/flows/" + id + "/" + what, BodyPublishers.noBody());
    }
}
