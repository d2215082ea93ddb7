package io.flowkeep.flows.http;

import io.flowkeep.http.Probe;
import io.flowkeep.http.Reply;
import io.flowkeep.http.Request;
import io.flowkeep.json.Json;
import java.util.function.LongSupplier;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /healthcheck}, which the replaced server's installations ask whether the process should go
 * on. So the status follows the store alone: without RabbitMQ requests are still answered, and
 * ending the process would not help. The part of the answer about the bus shows its real state.
 * Safe for concurrent use.
 */
public final class Healthcheck {
    /** The path, in small letters. */
    static final String PATH = "/healthcheck";

    /** The replaced server's version, which monitoring compares. */
    private static final String VERSION = "0.0.6";

    private final PatientProbe store;
    private final PatientProbe bus;

    /**
     * A health check over two probes.
     *
     * @param store where the flows are, shown as {@code mongoDB} whatever it is
     * @param bus where the events go, shown as {@code queue}
     * @param nanoTime a monotonic clock
     */
    public Healthcheck(Probe store, Probe bus, LongSupplier nanoTime) {
        this.store = new PatientProbe(store, nanoTime);
        this.bus = new PatientProbe(bus, nanoTime);
    }

    Reply answer(Request request, String path) {
        return switch (request.method()) {
            case "GET", "HEAD" -> Tagged.unlessKnown(request, state());
            case "OPTIONS" -> Tagged.html(200, "GET,HEAD").with("allow", "GET,HEAD");
            default -> HtmlPage.unknownRoute(request.method(), path);
        };
    }

    private Reply state() {
        boolean stored = store.works();
        ObjectNode body = Json.object();
        body.put("status", word(stored)).put("version", VERSION);
        ObjectNode details = body.putObject("details");
        details.putObject("mongoDB").put("status", word(stored));
        details.putObject("queue").put("status", word(bus.works()));
        return Tagged.json(stored ? 200 : 500, body);
    }

    private static String word(boolean works) {
        return works ? "pass" : "fail";
    }
}
