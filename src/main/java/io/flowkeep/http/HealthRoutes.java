package io.flowkeep.http;

import io.flowkeep.json.Json;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The three health checks: {@code /health} (as the server this replaces: the process answers, no
 * store is looked at), {@code /livez} (the same, by its usual name) and {@code /readyz} (the state
 * of each part by name).
 */
public final class HealthRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(HealthRoutes.class);
    private final List<Probe> probes;

    /** Takes the parts to ask for {@code /readyz}. */
    public HealthRoutes(List<Probe> probes) {
        this.probes = List.copyOf(probes);
    }

    /** The routes, open to everybody. */
    public List<Route> routes() {
        return List.of(
                open("/health", _ -> health()),
                open("/livez", _ -> live()),
                open("/readyz", _ -> ready()));
    }

    private static Route open(String path, Handler handler) {
        return new Route(Route.Method.GET, path, Route.Access.OPEN, handler);
    }

    private static Reply health() {
        return Reply.json(200, Json.object().put("statusCode", 200).put("status", "ok"));
    }

    private static Reply live() {
        return Reply.json(200, Json.object().put("status", "ok"));
    }

    private Reply ready() {
        ObjectNode parts = Json.object();
        boolean all = true;
        for (Probe probe : probes) {
            boolean ready = ask(probe);
            parts.put(probe.name(), ready ? "ok" : "unavailable");
            all &= ready || !probe.isNeeded();
        }
        ObjectNode body = Json.object().put("status", all ? "ok" : "unavailable");
        body.set("parts", parts);
        return Reply.json(all ? 200 : 503, body);
    }

    private static boolean ask(Probe probe) {
        try {
            return probe.isReady();
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("part", probe.name()).setCause(e).log("a part is not ready");
            return false;
        }
    }
}
