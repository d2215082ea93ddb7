package io.flowkeep.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.flowkeep.http.RawClient;
import io.flowkeep.neighbours.FakePlatform;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Sends recorded requests, byte for byte, and knows where their files end up. */
final class RecordedPlay {
    private final int port;
    private final Path folder;
    private final FakePlatform platform;

    RecordedPlay(int port, Path folder, FakePlatform platform) {
        this.port = port;
        this.folder = folder;
        this.platform = platform;
    }

    /** What had been put on the disk by hand before the recording. */
    void prepare() throws IOException {
        if (!isInMemory()) {
            Files.createDirectories(inRoot("t1/p1"));
            Files.write(inRoot("t1/p1/zero.bin"), new byte[0]);
        }
    }

    boolean isInMemory() {
        return !Files.exists(folder.resolve("var/root"));
    }

    Path inRoot(String name) {
        return folder.resolve("var/root").resolve(name);
    }

    /** The file that a case's path names, read with plain means. */
    Path file(RecordedCase recorded) {
        String path = recorded.path().split("[?#]", -1)[0].substring("/v1/files/".length());
        return inRoot(
                URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8)
                        .replace("\0", "nul"));
    }

    /** Does what was done between two recorded cases without being recorded. */
    void between(RecordedCase recorded) throws IOException {
        Optional<String> set = ServerDifferences.setBefore(recorded.id());
        if (set.isPresent()) {
            send("POST", "/v1/context/p1/s7", "Bearer std~p1", set.get());
        }
        if (ServerDifferences.isDeletedBefore(recorded.id())) {
            String scope = recorded.path().replace("/cache/", "/");
            send("DELETE", scope, recorded.header("Authorization").orElseThrow(), "");
        }
    }

    private void send(String method, String path, String authorization, String json)
            throws IOException {
        String type = json.isEmpty() ? "" : "Content-Type: application/json\r\n";
        try (RawClient client = new RawClient(port)) {
            client.send(
                    method
                            + " "
                            + path
                            + " HTTP/1.1\r\nHost: x\r\nAuthorization: "
                            + authorization
                            + "\r\n"
                            + type
                            + "Content-Length: "
                            + json.length()
                            + "\r\n\r\n"
                            + json);
            assertEquals(200, client.read().status());
        }
    }

    RawClient.Answer send(RecordedCase recorded) throws IOException {
        platform.forgetCalls();
        try (RawClient client = new RawClient(port)) {
            byte[] body = body(recorded);
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            request.write(head(recorded, body.length));
            if (recorded.header("Expect").isPresent()) {
                client.send(request.toByteArray());
                assertEquals(100, client.read().status());
                client.send(body);
            } else {
                request.write(body);
                client.send(request.toByteArray());
            }
            return client.read(!recorded.method().equals("HEAD"));
        }
    }

    private static byte[] body(RecordedCase recorded) {
        if (recorded.id().equals("files-limit-0051")) {
            byte[] chunk = new byte[0xa00001];
            Arrays.fill(chunk, (byte) 'A');
            return ("a00001\r\n" + new String(chunk, StandardCharsets.US_ASCII) + "\r\n0\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
        }
        return recorded.body().orElse(new byte[0]);
    }

    private static byte[] head(RecordedCase recorded, int bodyLength) {
        StringBuilder head = new StringBuilder();
        String target = recorded.path().replace("<HOME>", "/tmp");
        head.append(recorded.method())
                .append(' ')
                .append(target)
                .append(" HTTP/1.1\r\nHost: x\r\n");
        JsonNode headers = recorded.json().get("headers");
        boolean framed = false;
        if (headers != null && headers.isObject()) {
            for (var header : headers.properties()) {
                framed |= header.getKey().equals("Content-Length");
                framed |= header.getKey().equals("Transfer-Encoding");
                for (JsonNode value : values(header.getValue())) {
                    head.append(header.getKey()).append(": ").append(text(value)).append("\r\n");
                }
            }
        }
        if (!framed && bodyLength > 0) {
            head.append("Content-Length: ").append(bodyLength).append("\r\n");
        }
        return head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static Iterable<JsonNode> values(JsonNode value) {
        return value.isArray() ? value : java.util.List.of(value);
    }

    private static String text(JsonNode value) {
        return value.isNumber() ? Long.toString(value.longValue()) : value.stringValue();
    }

    /** Bytes in the notation of the recorded cases. */
    static String base64(byte[] bytes) {
        return "base64:" + Base64.getEncoder().encodeToString(bytes);
    }
}
