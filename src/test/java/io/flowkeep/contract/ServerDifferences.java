package io.flowkeep.contract;

import io.flowkeep.context.http.Differences;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where the whole server's answers differ from the recorded ones on purpose; each has its line in
 * {@code docs/deviations.md}. Those of the context room are the room's own.
 */
final class ServerDifferences {
    private static final Answer INVALID_PATH = error(400, "ENOTDIR", "Bad Request", "Invalid Path");
    private static final Answer UNAUTHORIZED =
            new Answer(401, "{\"code\":\"unauthorized\",\"error\":\"unauthorized\"}");

    private ServerDifferences() {}

    /** An answer that is meant. */
    record Answer(int status, String body) {}

    /** Not played, and why. */
    static final Map<String, String> LEFT_OUT =
            Map.of(
                    "files-limit-0056",
                            "the client never sends what it announced: no answer was recorded",
                    "files-limit-0001x",
                            "needs a file of 2 GiB; large files have a test of their own",
                    "files-mem-1", "a measurement, without request or answer",
                    "ctx-errors-0367", "the answer was lost when the connection closed");

    /** A path that ends in a slash, or is empty, is listed now. */
    static final Set<String> LISTINGS = Set.of("files-path-0082", "files-memory-0566");

    private static final Map<String, Answer> ANSWERS = answers();

    private static final Set<String> NOTHING_STORED =
            Set.of(
                    "files-path-0086",
                    "files-path-0087",
                    "files-path-0088",
                    "files-path-0089",
                    "files-path-0092",
                    "files-path-0095",
                    "files-path-0097",
                    "files-path-0098",
                    "files-path-0100",
                    "files-path-0101",
                    "files-path-0102",
                    "files-path-0103",
                    "files-path-0104",
                    "files-path-0105");

    private static Map<String, Answer> answers() {
        Map<String, Answer> answers = new HashMap<>();
        Differences.ANSWERS.forEach(
                (id, answer) -> answers.put(id, new Answer(answer.status(), answer.body())));
        memory(answers);
        tokenFirst(answers);
        unknownRoutes(answers);
        leavingPaths(answers);
        namesWithoutServerPaths(answers);
        return answers;
    }

    private static void memory(Map<String, Answer> answers) {
        // An append keeps the bytes, and the type stays.
        answers.put("files-memory-0553", new Answer(200, "base64://4AQYCB"));
        answers.put("files-memory-0556", new Answer(200, "onetwo"));
        // An empty text is a file like any other.
        answers.put("files-memory-0560", new Answer(200, ""));
        // The empty name is the folder.
        answers.put("files-memory-0565", isFolder("open", ""));
    }

    private static void tokenFirst(Map<String, Answer> answers) {
        answers.put("files-limit-0053", UNAUTHORIZED);
        answers.put("files-limit-0054", UNAUTHORIZED);
    }

    private static void unknownRoutes(Map<String, Answer> answers) {
        answers.put("files-path-0084", unknown("GET:/v1/files/t1/p1"));
        answers.put("files-path-0085", unknown("POST:/v1/files/t1/p1"));
        answers.put("files-path-0127", unknown("GET:/V1/files/t1/p1/sp%20ace.txt"));
        answers.put("files-path-0128", unknown("GET:/v1//files/t1/p1/sp%20ace.txt"));
        for (int later : new int[] {0, 480}) {
            answers.put(id("ctx-keys", 341 + later), unknown("GET:/v1/context/p1/global/keys/"));
            answers.put(id("ctx-errors", 372 + later), unknown("GET:/v1/context/p1"));
            answers.put(id("ctx-errors", 370 + later), wrongMethod("PUT"));
            answers.put(id("ctx-delete", 473 + later), wrongMethod("DELETE"));
        }
    }

    private static void leavingPaths(Map<String, Answer> answers) {
        int[] leaving = {
            86, 87, 88, 89, 92, 93, 94, 95, 96, 97, 98, 99, 100, 101, 102, 103, 104, 105, 106, 107,
            125
        };
        for (int number : leaving) {
            answers.put(id("files-path", number), INVALID_PATH);
        }
    }

    private static void namesWithoutServerPaths(Map<String, Answer> answers) {
        answers.put("files-path-0079", isFolder("open", "trail/"));
        answers.put("files-path-0081", isFolder("open", ""));
        answers.put(
                "files-path-0083",
                error(
                        400,
                        "ERR_FS_EISDIR",
                        "Bad Request",
                        "Path is a directory: rm returned EISDIR (is a directory) "));
        answers.put("files-path-0119", tooLong("n".repeat(256)));
        String deep = byId("files-path-0124").path().substring("/v1/files/t1/p1/".length());
        answers.put("files-path-0124", tooLong(deep));
    }

    private static RecordedCase byId(String id) {
        return RecordedCase.all().stream()
                .filter(recorded -> recorded.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static Answer isFolder(String call, String name) {
        String message = "EISDIR: illegal operation on a directory, %s '%s'".formatted(call, name);
        return error(400, "EISDIR", "Bad Request", message);
    }

    private static Answer tooLong(String name) {
        return error(
                400,
                "ENAMETOOLONG",
                "Bad Request",
                "ENAMETOOLONG: name too long, open '" + name + "'");
    }

    private static Answer unknown(String route) {
        return new Answer(
                404,
                "{\"message\":\"Route %s not found\",\"error\":\"Not Found\",\"statusCode\":404}"
                        .formatted(route));
    }

    private static Answer wrongMethod(String method) {
        return new Answer(
                405,
                "{\"statusCode\":405,\"error\":\"Method Not Allowed\",\"message\":\"Method %s is not allowed here\"}"
                        .formatted(method));
    }

    private static Answer error(int status, String code, String error, String message) {
        return new Answer(
                status,
                "{\"statusCode\":%d,\"code\":\"%s\",\"error\":\"%s\",\"message\":\"%s\"}"
                        .formatted(status, code, error, message));
    }

    private static String id(String area, int number) {
        return "%s-%04d".formatted(area, number);
    }

    static Optional<Answer> answer(String id) {
        return Optional.ofNullable(ANSWERS.get(id));
    }

    /** The write was recorded as done, outside its project, and is refused here. */
    static boolean storesNothing(String id) {
        return NOTHING_STORED.contains(id);
    }

    static Optional<String> setBefore(String id) {
        return Optional.ofNullable(Differences.BETWEEN.get(id));
    }

    static boolean isDeletedBefore(String id) {
        return Differences.DELETED_BEFORE.contains(id);
    }

    static Set<String> ids() {
        Set<String> ids = new HashSet<>(LEFT_OUT.keySet());
        ids.addAll(LISTINGS);
        ids.addAll(ANSWERS.keySet());
        ids.addAll(NOTHING_STORED);
        return ids;
    }
}
