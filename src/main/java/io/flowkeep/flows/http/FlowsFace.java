package io.flowkeep.flows.http;

import io.flowkeep.auth.FlowPermissions;
import io.flowkeep.auth.IdentityAuthority;
import io.flowkeep.faults.StoreOutcomeUnknown;
import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.flows.FlowCatalog;
import io.flowkeep.flows.FlowLifecycle;
import io.flowkeep.flows.StepLogs;
import io.flowkeep.http.BodyAborted;
import io.flowkeep.http.Face;
import io.flowkeep.http.Refusal;
import io.flowkeep.http.Reply;
import io.flowkeep.http.Request;
import io.flowkeep.text.Percent;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
    private static final Logger LOG = LoggerFactory.getLogger(FlowsFace.class);
    private static final String FLOWS = "/flows";

    /** The shell's own routes, which stay open when this face is alone. */
    private static final Set<String> OPERATORS = Set.of("/metrics", "/livez", "/readyz", "/health");

    private final FlowGate gate;
    private final List<FlowRoute> routes;
    private final CorsRules cors;
    private final Healthcheck health;
    private final JsonBody bodies;
    private final UnpackedBodies unpacked = new UnpackedBodies();
    private final FlowsFaceSettings settings;

    /** Takes what it shows, and whom it asks. */
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
        this.routes =
                Stream.of(
                                new ManyRoutes(catalog, gate).routes(),
                                new MultipleRoutes(lifecycle).routes(),
                                new OneRoutes(catalog, logs).routes(),
                                new RunRoutes(lifecycle).routes())
                        .flatMap(List::stream)
                        .toList();
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
    public Answer answer(Request request, String path, String query) {
        if (isOfFlows(path)) {
            return flows(request, path, query);
        }
        if (isHealthcheck(path)) {
            return new Answer(Healthcheck.PATH, health.answer(request, path));
        }
        if (path.equals("/") && request.method().equals("OPTIONS")) {
            return new Answer("/", CorsRules.openPreflight(request));
        }
        return new Answer("/*", HtmlPage.unknownRoute(request.method(), path));
    }

    /** A route of this face, and the parameters of a path that fits, still encoded. */
    private record Match(FlowRoute route, List<String> parameters) {}

    private Answer flows(Request request, String path, String query) {
        Optional<Match> match = match(request.method(), path);
        String template = match.map(found -> found.route().template()).orElse(FLOWS + "/*");
        try {
            if (request.method().equals("OPTIONS")) {
                return new Answer(template, cors.preflight(request));
            }
            cors.check(request);
        } catch (Refusal refusal) {
            return new Answer(template, refusal.reply());
        }
        return new Answer(template, cors.allowed(request, answered(request, path, query, match)));
    }

    private Optional<Match> match(String method, String path) {
        List<String> segments = FlowRoute.segments(path);
        for (FlowRoute route : routes) {
            Optional<List<String>> parameters = route.match(method, segments);
            if (parameters.isPresent()) {
                return Optional.of(new Match(route, parameters.get()));
            }
        }
        return Optional.empty();
    }

    /** The answer, whatever happens; only the client's going away is for the shell. */
    private Reply answered(Request request, String path, String query, Optional<Match> match) {
        try {
            FlowGate.Visitor visitor = gate.enter(request);
            return match.isPresent()
                    ? handled(request, query, match.get(), visitor)
                    : HtmlPage.unknownRoute(request.method(), path);
        } catch (Refusal refusal) {
            return refusal.reply();
        } catch (StoreUnavailable | StoreOutcomeUnknown e) {
            LOG.atError().setCause(e).log("store fault");
            return FlowErrors.noStore(settings.awayStatus());
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof BodyAborted) {
                throw e;
            }
            return internal(request, e);
        } catch (RuntimeException | Error e) {
            return internal(request, e);
        }
    }

    private static Reply internal(Request request, Throwable e) {
        LOG.atError().setCause(e).log("unexpected failure");
        return FlowErrors.internal(request.id());
    }

    private Reply handled(Request request, String query, Match match, FlowGate.Visitor visitor) {
        List<String> parameters = decoded(match.parameters());
        FlowRoute route = match.route();
        if (route.permissionFirst()) {
            gate.require(route.need(), visitor.principal());
        }
        try (UnpackedBodies.Place place = unpacked.place()) {
            JsonNode body = bodies.read(request, place);
            gate.require(route.need(), visitor.principal());
            return route.handler()
                    .handle(
                            new FlowCall(
                                    request,
                                    query,
                                    parameters,
                                    visitor.principal(),
                                    visitor.actor(),
                                    body));
        }
    }

    private static List<String> decoded(List<String> parameters) {
        List<String> decoded = new ArrayList<>();
        for (String parameter : parameters) {
            decoded.add(
                    Percent.decode(parameter)
                            .orElseThrow(() ->
                                    FlowErrors.refusal(
                                            400, "Failed to decode param '" + parameter + "'")));
        }
        return decoded;
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
