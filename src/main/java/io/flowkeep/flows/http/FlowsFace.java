package io.flowkeep.flows.http;

import io.flowkeep.auth.FlowPermissions;
import io.flowkeep.auth.IdentityAuthority;
import io.flowkeep.flows.FlowCatalog;
import io.flowkeep.flows.FlowLifecycle;
import io.flowkeep.flows.StepLogs;
import io.flowkeep.flows.wire.SentFlows;
import io.flowkeep.http.Face;
import io.flowkeep.http.LastResort;
import io.flowkeep.http.Refusal;
import io.flowkeep.http.Reply;
import io.flowkeep.http.Request;
import io.flowkeep.http.RequestTarget;
import io.flowkeep.http.Router;
import io.flowkeep.http.Router.Match;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * The flows as Open Integration Hub's Flow Repository shows them: {@code /flows} and everything
 * below it, {@code /healthcheck} and {@code OPTIONS /}. Safe for concurrent use.
 *
 * <p>What can go wrong with a request is found out in the order that clients know: the web page it
 * comes from, the token, the route, the body, the permission (before the body for DELETE), and then
 * all that is about flows.
 */
public final class FlowsFace implements Face {
    private static final String FLOWS = "/flows";

    /** The shell's own routes, which stay open when this face is alone. */
    private static final Set<String> OPERATORS = Set.of("/metrics", "/livez", "/readyz", "/health");

    private final FlowGate gate;
    private final List<FlowRoute> routes;
    private final Router<FlowRoute> router;
    private final LastResort lastResort;
    private final CorsRules cors;
    private final Healthcheck health;
    private final JsonBody bodies;
    private final UnpackedBodies unpacked = new UnpackedBodies();
    private final FlowsFaceSettings settings;

    /** The face over the flows' room and its neighbours. */
    public FlowsFace(
            FlowCatalog catalog,
            FlowLifecycle lifecycle,
            IdentityAuthority identities,
            FlowPermissions permissions,
            StepLogs logs,
            CorsRules cors,
            Healthcheck health,
            FlowsFaceSettings settings) {
        this.gate = new FlowGate(identities, permissions);
        SentFlows sent = new SentFlows(catalog);
        this.routes =
                Stream.of(
                                new ManyRoutes(catalog, sent, gate).routes(),
                                new MultipleRoutes(lifecycle).routes(),
                                new OneRoutes(catalog, sent, logs).routes(),
                                new RunRoutes(lifecycle).routes())
                        .flatMap(List::stream)
                        .toList();
        this.router = new Router<>(Router.Spelling.LOOSE, routes);
        this.lastResort =
                new LastResort(
                        () -> FlowErrors.noStore(settings.awayStatus()), FlowErrors::internal);
        this.cors = cors;
        this.health = health;
        this.bodies = new JsonBody(settings.maxBodyBytes());
        this.settings = settings;
    }

    /** The routes of flows; the health check is none of them. */
    List<FlowRoute> routes() {
        return routes;
    }

    @Override
    public boolean claims(String method, String path) {
        return isOfFlows(path)
                || isHealthcheck(path)
                || (path.equals("/") && method.equals("OPTIONS"))
                || (settings.alone() && !OPERATORS.contains(path));
    }

    @Override
    public Answer answer(Request request, RequestTarget target) {
        String path = target.path();
        if (isOfFlows(path)) {
            return flows(request, target);
        }
        if (isHealthcheck(path)) {
            return new Answer(Healthcheck.PATH, health.answer(request, path));
        }
        if (path.equals("/") && request.method().equals("OPTIONS")) {
            return new Answer("/", CorsRules.openPreflight(request));
        }
        return new Answer("/*", HtmlPage.unknownRoute(request.method(), path));
    }

    private Answer flows(Request request, RequestTarget target) {
        Match<FlowRoute> match = router.find(request.method(), target.path());
        String template =
                match instanceof Match.Found<FlowRoute>(var route, _)
                        ? route.template()
                        : FLOWS + "/*";
        try {
            if (request.method().equals("OPTIONS")) {
                return new Answer(template, cors.preflight(request));
            }
            cors.check(request);
        } catch (Refusal refusal) {
            return new Answer(template, refusal.reply());
        }
        Reply reply = lastResort.answer(request.id(), () -> answered(request, target, match));
        return new Answer(template, cors.allowed(request, reply));
    }

    private Reply answered(Request request, RequestTarget target, Match<FlowRoute> match) {
        FlowGate.Visitor visitor = gate.enter(request);
        return match instanceof Match.Found<FlowRoute> found
                ? handled(request.with(parameters(found)), target.query(), found.route(), visitor)
                : HtmlPage.unknownRoute(request.method(), target.path());
    }

    private static Map<String, String> parameters(Match.Found<FlowRoute> found) {
        return found.parameters(
                text -> FlowErrors.refusal(400, "Failed to decode param '" + text + "'"));
    }

    private Reply handled(
            Request request, String query, FlowRoute route, FlowGate.Visitor visitor) {
        if (route.permissionFirst()) {
            gate.require(route.need(), visitor.principal());
        }
        try (UnpackedBodies.Place place = unpacked.place()) {
            JsonNode body = bodies.read(request, place);
            gate.require(route.need(), visitor.principal());
            return route.handler()
                    .handle(
                            new FlowCall(
                                    request, query, visitor.principal(), visitor.actor(), body));
        }
    }

    private static boolean isOfFlows(String path) {
        String start = path.substring(0, Math.min(path.length(), FLOWS.length()));
        return start.equalsIgnoreCase(FLOWS)
                && (path.length() == FLOWS.length() || path.charAt(FLOWS.length()) == '/');
    }

    private static boolean isHealthcheck(String path) {
        return path.equalsIgnoreCase(Healthcheck.PATH)
                || path.equalsIgnoreCase(Healthcheck.PATH + "/");
    }
}
