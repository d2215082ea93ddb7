package io.flowkeep.flows.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One method and path of this face. Immutable.
 *
 * @param method GET stands for HEAD as well
 * @param template as metrics show it
 * @param segments of the template: those that begin with a colon are parameters; the others are
 *     compared in any case of their letters
 * @param need what the caller must be allowed
 * @param permissionFirst whether the permission is checked before the body is read
 */
record FlowRoute(
        String method,
        String template,
        List<String> segments,
        Need need,
        boolean permissionFirst,
        FlowCall.Handler handler) {

    /** What a route asks of its caller. */
    enum Need {
        READ,
        WRITE,
        CONTROL,
        CHANGE_MANY
    }

    static FlowRoute of(String method, String template, Need need, FlowCall.Handler handler) {
        return new FlowRoute(method, template, segments(template), need, false, handler);
    }

    /** The same, with the permission checked before the body is read. */
    FlowRoute withPermissionFirst() {
        return new FlowRoute(method, template, segments, need, true, handler);
    }

    /**
     * The parameters of a path that fits, still encoded; empty if it does not.
     *
     * @param sent the segments of a path as sent
     */
    Optional<List<String>> match(String sentMethod, List<String> sent) {
        boolean methodFits =
                sentMethod.equals(method) || (sentMethod.equals("HEAD") && method.equals("GET"));
        if (!methodFits || segments.size() != sent.size()) {
            return Optional.empty();
        }
        List<String> parameters = new ArrayList<>();
        for (int i = 0; i < segments.size(); i++) {
            if (segments.get(i).startsWith(":")) {
                parameters.add(sent.get(i));
            } else if (!segments.get(i).equalsIgnoreCase(sent.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(parameters);
    }

    /**
     * The segments of a path: without the slash at the start and one at the end. None if another
     * segment is empty, since no route has such.
     */
    static List<String> segments(String path) {
        String inner = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        List<String> segments =
                inner.isEmpty() ? List.of() : List.of(inner.substring(1).split("/", -1));
        return segments.contains("") ? List.of() : segments;
    }
}
