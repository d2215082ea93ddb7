package io.flowkeep.files.http;

import io.flowkeep.auth.http.ProjectGate;
import io.flowkeep.files.Obstacle;
import io.flowkeep.http.ErrorReply;
import io.flowkeep.http.Reply;
import io.flowkeep.json.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * Turns a failed outcome into its status, code and message, in the words of the server this
 * replaces. Every message names only the path as the client sent it. Stateless.
 */
final class FileErrors {
    private FileErrors() {}

    /** What was tried; messages end with the system call that Node would have used. */
    enum Action {
        READ,
        WRITE,
        DELETE,
        LIST
    }

    static Reply obstacle(Obstacle obstacle, Action action, String sent) {
        return switch (obstacle) {
            case Obstacle.IsFolder _ -> isFolder(action, sent);
            case Obstacle.BelowFile(boolean directly) -> belowFile(directly, action, sent);
            case Obstacle.NameTooLong _ ->
                    system(400, "ENAMETOOLONG", "name too long", call(action), sent);
            case Obstacle.OutsideProject _ -> ProjectGate.invalidPath();
        };
    }

    /** Reading or listing what is not there is 404, deleting it 400. */
    static Reply missing(Action action, String sent) {
        int status = action == Action.DELETE ? 400 : 404;
        return system(status, "ENOENT", "no such file or directory", call(action), sent);
    }

    static Reply overQuota(long limitBytes) {
        ObjectNode body = Json.object();
        body.put("code", "over_quota");
        body.put("error", "Over Quota");
        body.put("limit", limitBytes);
        return Reply.json(413, body);
    }

    static Reply noSpace(String sent) {
        return system(507, "ENOSPC", "no space left on device", "write", sent);
    }

    static Reply preconditionFailed() {
        return ErrorReply.of(412, "The file is not in the state that the request asks for");
    }

    static Reply notAFolder(Action action, String sent) {
        return system(400, "ENOTDIR", "not a directory", call(action), sent);
    }

    /** The answer of the server this replaces, which the file nodes expect. */
    static Reply folderForFileNode() {
        return readOfFolder(500);
    }

    private static Reply readOfFolder(int status) {
        return ErrorReply.of(status, "EISDIR", "EISDIR: illegal operation on a directory, read");
    }

    private static Reply isFolder(Action action, String sent) {
        return switch (action) {
            case READ -> readOfFolder(400);
            case DELETE ->
                    ErrorReply.of(
                            400,
                            "ERR_FS_EISDIR",
                            "Path is a directory: rm returned EISDIR (is a directory) " + sent);
            case WRITE, LIST ->
                    system(400, "EISDIR", "illegal operation on a directory", "open", sent);
        };
    }

    private static Reply belowFile(boolean directly, Action action, String sent) {
        if (action == Action.WRITE) {
            return directly
                    ? system(400, "EEXIST", "file already exists", "mkdir", sent)
                    : system(400, "ENOTDIR", "not a directory", "mkdir", sent);
        }
        return notAFolder(action, sent);
    }

    private static String call(Action action) {
        return switch (action) {
            case READ, WRITE -> "open";
            case DELETE -> "unlink";
            case LIST -> "scandir";
        };
    }

    private static Reply system(int status, String code, String text, String call, String sent) {
        return ErrorReply.of(status, code, "%s: %s, %s '%s'".formatted(code, text, call, sent));
    }
}
