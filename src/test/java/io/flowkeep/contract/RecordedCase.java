package io.flowkeep.contract;

import io.flowkeep.json.Json;
import io.flowkeep.json.JsonSyntaxException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** One line of the recorded cases. */
public record RecordedCase(JsonNode json) {

    /** All recorded cases, in the order in which they were run. */
    public static List<RecordedCase> all() {
        InputStream lines =
                Objects.requireNonNull(
                        RecordedCase.class.getResourceAsStream("/contract/flowfuse-cases.jsonl"));
        List<RecordedCase> cases = new ArrayList<>();
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(lines, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                cases.add(new RecordedCase(Json.parse(line)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (JsonSyntaxException e) {
            throw new IllegalStateException(e);
        }
        return cases;
    }

    /** Its name, for example {@code files-basic-0001}. */
    public String id() {
        return text("id");
    }

    /** What it is about. */
    public String area() {
        return text("area");
    }

    /** Which of the recorded servers answered: fs, mem, pg or s3. */
    public String server() {
        return text("server");
    }

    /** The method sent. */
    public String method() {
        return text("method");
    }

    /** The request target sent, query included. */
    public String path() {
        return text("path");
    }

    /** The status answered. */
    public int status() {
        return json.get("status").intValue();
    }

    /** The body answered, as text. */
    public Optional<String> answer() {
        return Optional.ofNullable(json.get("resp_body")).map(JsonNode::stringValue);
    }

    /** The media type answered. */
    public Optional<String> answerType() {
        return Optional.ofNullable(json.get("resp_headers"))
                .flatMap(headers -> Optional.ofNullable(headers.get("content-type")))
                .map(JsonNode::stringValue);
    }

    /** What the server had stored afterwards: a row's JSON, or a number of characters. */
    public Optional<String> after() {
        return Optional.ofNullable(json.get("after"))
                .filter(JsonNode::isString)
                .map(JsonNode::stringValue)
                .map(text -> text.startsWith("text|") ? text.substring(5) : text);
    }

    /** One header sent. */
    public Optional<String> header(String name) {
        JsonNode headers = json.get("headers");
        return headers == null || !headers.isObject()
                ? Optional.empty()
                : Optional.ofNullable(headers.get(name)).map(JsonNode::stringValue);
    }

    /** The body; long ones are recorded by length and beginning, and made anew here. */
    public Optional<byte[]> body() {
        JsonNode body = json.get("body");
        if (body == null) {
            return Optional.empty();
        }
        String text = body.stringValue();
        if (text.startsWith("base64:")) {
            return Optional.of(Base64.getDecoder().decode(text.substring(7)));
        }
        String whole = text.startsWith("<") ? filled(text) : text;
        return Optional.of(whole.getBytes(StandardCharsets.UTF_8));
    }

    private static String filled(String shown) {
        int length = Integer.parseInt(shown.substring(1, shown.indexOf(' ')));
        String begin = shown.substring(shown.indexOf("> ") + 2, shown.length() - 3);
        boolean inKey = begin.startsWith("[{\"key\":\"kk");
        String end;
        if (inKey) {
            end = "\",\"value\":1}]";
        } else if (begin.startsWith("{")) {
            end = "\"}";
        } else {
            end = begin.contains("{\"a\":") ? "\"}}]" : "\"}]";
        }
        String head = begin.substring(0, begin.lastIndexOf('"') + 1);
        String filler = begin.substring(head.length());
        // Emoji were recorded byte by byte, each byte shown as a character.
        String unit = filler.charAt(0) == '\u00f0' ? "\ud83d\ude00" : filler.substring(0, 1);
        int unitBytes = unit.getBytes(StandardCharsets.UTF_8).length;
        return head + unit.repeat((length - head.length() - end.length()) / unitBytes) + end;
    }

    private String text(String name) {
        return json.get(name).stringValue();
    }

    @Override
    public String toString() {
        return id() + " " + method() + " " + path();
    }
}
