package io.flowkeep.context.http;

import io.flowkeep.auth.Caller;
import io.flowkeep.auth.Quotas.ContextLimit;
import io.flowkeep.auth.http.ProjectGate;
import io.flowkeep.context.Assignment;
import io.flowkeep.context.ContextQuota;
import io.flowkeep.context.ContextValues;
import io.flowkeep.context.KeyPath;
import io.flowkeep.context.Scope;
import io.flowkeep.http.Media;
import io.flowkeep.http.Refusal;
import io.flowkeep.http.Reply;
import io.flowkeep.http.Request;
import io.flowkeep.http.Route;
import io.flowkeep.json.Json;
import io.flowkeep.json.MemberOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The routes under {@code /v1/context}. Safe for concurrent use. */
public final class ContextRoutes {
    private static final String PROJECT = "/v1/context/:projectId";
    private static final String SCOPE = PROJECT + "/:scope";

    private final ContextValues values;
    private final ProjectGate gate;
    private final Limits limits;

    /**
     * What requests may not exceed.
     *
     * @param configured the project limit where the caller's authority leaves it to the
     *     configuration ({@code context.quota})
     * @param bodyBytes the largest body ({@code context.max_body}); 10 MiB in the server this
     *     replaces, and all of it is held in memory
     */
    public record Limits(ContextQuota configured, long bodyBytes) {
        /** The body limit that clients know. */
        public static final long DEFAULT_BODY_BYTES = 10L << 20;
    }

    /** Routes to these values, behind a gate. */
    public ContextRoutes(ContextValues values, ProjectGate gate, Limits limits) {
        this.values = values;
        this.gate = gate;
        this.limits = limits;
    }

    /** All of them; literal segments win, so no scope can be called {@code cache} or clean. */
    public List<Route> routes() {
        return List.of(
                route(Route.Method.POST, SCOPE, this::set),
                route(Route.Method.GET, SCOPE, this::read),
                route(Route.Method.DELETE, SCOPE, this::delete),
                route(Route.Method.GET, SCOPE + "/keys", this::keys),
                route(Route.Method.GET, PROJECT + "/cache", this::list),
                route(Route.Method.POST, PROJECT + "/cache/:scope", this::replace),
                route(Route.Method.POST, PROJECT + "/clean", this::clean));
    }

    private Route route(Route.Method method, String template, ProjectGate.ProjectHandler handler) {
        return new Route(method, template, Route.Access.BEARER, gate.guard(handler));
    }

    private Reply set(Request request, Caller caller) {
        List<Assignment> assignments =
                SetBody.read(body(request)).stream().map(ContextRoutes::assignment).toList();
        return ContextReplies.write(
                values.set(caller.project(), scope(request), assignments, quota(caller)));
    }

    private static Assignment assignment(SetBody.Element element) {
        return switch (element) {
            case SetBody.Element.Put(var key, var value) -> new Assignment.Put(path(key), value);
            case SetBody.Element.Remove(var key) -> new Assignment.Remove(path(key));
            case SetBody.Element.Keyless _ -> throw new Refusal(ContextReplies.noKey());
        };
    }

    private static KeyPath path(String key) {
        return switch (KeyPath.parseForWriting(key)) {
            case KeyPath.Parsed.Path(var path) -> path;
            case KeyPath.Parsed.Invalid(var reason) ->
                    throw new Refusal(ContextReplies.badKey(reason));
        };
    }

    /** Members are key expressions too, since Node-RED takes them for such when it loads them. */
    private Reply replace(Request request, Caller caller) {
        if (!(body(request) instanceof Media.Content.Parsed(var json)) || !json.isObject()) {
            throw ContextReplies.malformed("body must be object");
        }
        List<Assignment> assignments = new ArrayList<>();
        json.properties().stream()
                .sorted(Comparator.comparing(Map.Entry::getKey, MemberOrder.INDEXES_FIRST))
                .forEach(member ->
                        assignments.add(
                                new Assignment.Put(path(member.getKey()), member.getValue())));
        return ContextReplies.write(
                values.replace(caller.project(), scope(request), assignments, quota(caller)));
    }

    private Reply read(Request request, Caller caller) {
        List<String> keys = request.query("key");
        if (keys.isEmpty()) {
            throw ContextReplies.malformed("querystring must have required property 'key'");
        }
        return ContextReplies.read(values.read(caller.project(), scope(request), keys));
    }

    private Reply keys(Request request, Caller caller) {
        return ContextReplies.names(values.keys(caller.project(), scope(request)));
    }

    private Reply list(Request request, Caller caller) {
        PageQuery page = PageQuery.of(request);
        return ContextReplies.listing(values.list(caller.project(), page.cursor(), page.limit()));
    }

    private Reply delete(Request request, Caller caller) {
        Media.Content _ = body(request); // checked, not used
        values.delete(caller.project(), scope(request));
        return Reply.empty(200);
    }

    /**
     * Deletes what no active flow or node owns. The server this replaces took anything but a list
     * for an empty one and deleted nearly everything; its clients always send a list.
     */
    private Reply clean(Request request, Caller caller) {
        if (!(body(request) instanceof Media.Content.Parsed(var json)) || !json.isArray()) {
            throw ContextReplies.malformed("body must be array");
        }
        Set<String> ids = new HashSet<>();
        json.forEach(id -> ids.add(id.isString() ? id.stringValue() : Json.text(id)));
        values.clean(caller.project(), ids);
        return Reply.empty(200);
    }

    private Media.Content body(Request request) {
        return Media.read(request, limits.bodyBytes());
    }

    private static Scope scope(Request request) {
        return Scope.parse(request.param("scope"));
    }

    private ContextQuota quota(Caller caller) {
        return switch (caller.quotas().context()) {
            case ContextLimit.Bytes(var limit) -> new ContextQuota(limit);
            case ContextLimit.FromConfig _ -> limits.configured();
            case ContextLimit.Unsaid _ -> new ContextQuota(ContextLimit.Unsaid.LIMIT);
        };
    }
}
