package io.flowkeep.files.http;

import io.flowkeep.files.ListQuery;
import io.flowkeep.files.Listing;
import io.flowkeep.http.ErrorReply;
import io.flowkeep.http.Refusal;
import io.flowkeep.http.Reply;
import io.flowkeep.http.Request;
import io.flowkeep.json.Json;
import io.flowkeep.text.Utf8;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The query and the JSON of a folder's listing. Stateless. */
final class ListingFormat {
    /** As JavaScript prints a date, always with milliseconds. */
    private static final DateTimeFormatter ISO =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private ListingFormat() {}

    /**
     * Reads {@code limit}, {@code cursor} and {@code recursive}.
     *
     * @throws Refusal 400 that names the parameter
     */
    static ListQuery query(Request request) {
        return new ListQuery(limit(request), after(request), recursive(request));
    }

    static Reply reply(String folder, Listing.Page page) {
        ObjectNode body = Json.object();
        body.put("path", folder.isEmpty() ? "" : folder + "/");
        ArrayNode entries = body.putArray("entries");
        for (Listing.Entry entry : page.entries()) {
            ObjectNode member = entries.addObject();
            member.put("name", entry.name());
            member.put("type", type(entry.kind()));
            member.put("size", entry.sizeBytes());
            member.put("modified", ISO.format(entry.modified()));
        }
        if (page.more() && !page.entries().isEmpty()) {
            body.put("next", cursor(page.entries().getLast().name()));
        } else {
            body.putNull("next");
        }
        return Reply.json(200, body);
    }

    private static String type(Listing.Kind kind) {
        return switch (kind) {
            case FILE -> "file";
            case FOLDER -> "directory";
        };
    }

    private static int limit(Request request) {
        List<String> values = request.query("limit");
        if (values.isEmpty()) {
            return ListQuery.USUAL_LIMIT;
        }
        if (values.size() == 1 && values.getFirst().matches("[0-9]{1,5}")) {
            int limit = Integer.parseInt(values.getFirst());
            if (limit >= 1 && limit <= ListQuery.MAX_LIMIT) {
                return limit;
            }
        }
        throw bad("limit", "must be an integer from 1 to " + ListQuery.MAX_LIMIT);
    }

    private static boolean recursive(Request request) {
        List<String> values = request.query("recursive");
        if (values.isEmpty() || values.equals(List.of("false"))) {
            return false;
        }
        if (values.equals(List.of("true"))) {
            return true;
        }
        throw bad("recursive", "must be true or false");
    }

    private static String after(Request request) {
        List<String> values = request.query("cursor");
        if (values.isEmpty()) {
            return "";
        }
        if (values.size() == 1) {
            try {
                byte[] bytes = Base64.getUrlDecoder().decode(values.getFirst());
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
            } catch (IllegalArgumentException | CharacterCodingException e) {
                throw bad("cursor", "must be one that a listing gave");
            }
        }
        throw bad("cursor", "must be one that a listing gave");
    }

    private static String cursor(String lastName) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Utf8.bytes(lastName));
    }

    private static Refusal bad(String parameter, String rule) {
        return new Refusal(
                ErrorReply.of(400, "FST_ERR_VALIDATION", "querystring/" + parameter + " " + rule));
    }
}
