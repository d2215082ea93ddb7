package io.flowkeep.server;

import io.flowkeep.Version;
import io.flowkeep.auth.BearerToken;
import io.flowkeep.auth.http.ProjectGate;
import io.flowkeep.config.ContextConfig;
import io.flowkeep.config.FilesConfig;
import io.flowkeep.config.ServerConfig;
import io.flowkeep.faults.StoreFault;
import io.flowkeep.http.AccessLog;
import io.flowkeep.http.Face;
import io.flowkeep.http.HealthRoutes;
import io.flowkeep.http.HttpShell;
import io.flowkeep.http.MetricsRoute;
import io.flowkeep.http.RequestObserver;
import io.flowkeep.http.Route;
import io.flowkeep.http.ShellParts;
import io.flowkeep.metrics.HttpMetrics;
import io.flowkeep.metrics.Meters;
import io.flowkeep.openapi.ApiDocsFace;
import io.flowkeep.stores.FileNames;
import io.flowkeep.stores.TrustPart;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows every room and wires it: configuration in, a running server out. What is opened is closed
 * in the opposite order, also when a later part fails to open.
 */
public final class App implements RunningServer {
    private static final Logger LOG = LoggerFactory.getLogger(App.class);

    private final OpenParts parts;
    private final HttpShell shell;

    private App(OpenParts parts, HttpShell shell) {
        this.parts = parts;
        this.shell = shell;
    }

    /**
     * Starts a server; when this returns, it answers.
     *
     * @throws StartException if a part cannot be opened or the port cannot be listened on
     */
    public static App start(ServerConfig config) throws StartException {
        OpenParts parts = new OpenParts();
        try {
            return open(config, parts);
        } catch (StoreFault | IOException e) {
            parts.close();
            throw new StartException(reason(e), e);
        } catch (RuntimeException e) {
            parts.close();
            throw e;
        }
    }

    /**
     * What went wrong, from the outside in: a driver says what it did, its cause says why that
     * failed.
     */
    private static String reason(Throwable thrown) {
        StringBuilder reason = new StringBuilder(String.valueOf(thrown.getMessage()));
        for (Throwable cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
            String more = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
            if (reason.indexOf(more) < 0) {
                reason.append(": ").append(more);
            }
        }
        return reason.toString();
    }

    private static App open(ServerConfig config, OpenParts parts) throws IOException {
        if (config.files() instanceof FilesConfig.On(FilesConfig.Storage.Folder _, _, _)) {
            FileNames.requireAllLetters();
        }
        Clock clock = Clock.systemUTC();
        Optional<Meters> meters =
                config.telemetry().prometheus() ? Optional.of(new Meters()) : Optional.empty();
        meters.ifPresent(parts::add);
        Surroundings surroundings =
                new Surroundings(
                        parts,
                        clock,
                        config.durability(),
                        meters,
                        TrustPart.open(config.trust(), LOG::warn));
        BuiltInTokens tokens = new BuiltInTokens(config, surroundings);
        OperatorPart operators = new OperatorPart(config, tokens, surroundings);
        List<Route> routes =
                new ArrayList<>(projectRoutes(config, tokens, operators, surroundings));
        List<Face> faces = new ArrayList<>();
        faces.add(new ApiDocsFace(Version.text()));
        faces.addAll(FlowsPart.open(config.flows(), tokens, routes.isEmpty(), surroundings));
        routes.addAll(operators.routes());
        routes.addAll(new HealthRoutes(parts.probes()).routes());
        meters.ifPresent(all -> routes.addAll(new MetricsRoute(all::scrape).routes()));
        HttpShell shell = HttpShell.start(config.http(), shellParts(clock, meters), faces, routes);
        meters.ifPresent(all ->
                all.gauge(
                        "flowkeep.requests.underway",
                        "requests that are being answered",
                        shell::requestsUnderWay));
        parts.serving();
        LOG.info("listening on http://{}:{}", inUrl(config.http().host()), shell.port());
        operators.listen(parts);
        return new App(parts, shell);
    }

    /** An address of IPv6 stands in brackets, or its colons would be taken for the port's. */
    private static String inUrl(String host) {
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    /** Files and context share a gate, which nobody needs if both are off. */
    private static List<Route> projectRoutes(
            ServerConfig config,
            BuiltInTokens tokens,
            OperatorPart operators,
            Surroundings surroundings)
            throws IOException {
        if (config.files() instanceof FilesConfig.Off
                && config.context() instanceof ContextConfig.Off) {
            return List.of();
        }
        ProjectGate gate = new ProjectGate(AuthPart.open(config.auth(), tokens, surroundings));
        List<Route> routes = new ArrayList<>();
        FilesPart files = FilesPart.open(config.files(), gate, surroundings);
        files.recounts().ifPresent(operators::offer);
        routes.addAll(files.routes());
        routes.addAll(ContextPart.open(config.context(), gate, surroundings));
        return routes;
    }

    /** Request ids are random numbers that tell requests apart in a log; they may be guessable. */
    private static ShellParts shellParts(Clock clock, Optional<Meters> meters) {
        Random ids = new Random();
        AccessLog log = new AccessLog();
        RequestObserver observer =
                meters.map(all -> new HttpMetrics(all.registry()))
                        .<RequestObserver>map(metrics ->
                                request -> {
                                    log.finished(request);
                                    metrics.finished(request);
                                })
                        .orElse(log);
        return new ShellParts(
                clock,
                System::nanoTime,
                () -> HexFormat.of().toHexDigits(ids.nextLong()),
                headers -> BearerToken.fromHeaders(headers).isPresent(),
                observer);
    }

    /** The port that is listened on. */
    public int port() {
        return shell.port();
    }

    @Override
    public void stop() {
        LOG.info("stopping");
        shell.stop();
        parts.close();
        LOG.info("stopped");
    }
}
