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
import io.flowkeep.http.NativeTransport;
import io.flowkeep.http.Route;
import io.flowkeep.http.ShellParts;
import io.flowkeep.metrics.HttpMetrics;
import io.flowkeep.metrics.Meters;
import io.flowkeep.openapi.ApiDocsFace;
import io.flowkeep.stores.FileNames;
import io.flowkeep.stores.NativeFolder;
import io.flowkeep.stores.Opened;
import io.flowkeep.trust.Trust;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows every room and wires it: configuration in, a running server out. What is opened is closed
 * in the opposite order, also when a later part fails to open.
 */
public final class App implements RunningServer {
    private static final Logger LOG = LoggerFactory.getLogger(App.class);

    private final Opened opened;
    private final HttpShell shell;

    private App(Opened opened, HttpShell shell) {
        this.opened = opened;
        this.shell = shell;
    }

    /**
     * Makes all servers of this process load their native libraries from where the build unpacked
     * them.
     */
    public static void useNativeLibraries() {
        NativeFolder.find().ifPresent(NativeTransport::isUnpackedIn);
    }

    /**
     * Starts a server; when this returns, it answers.
     *
     * @throws StartException if a part cannot be opened or the port cannot be listened on
     */
    public static App start(ServerConfig config) throws StartException {
        Opened opened = new Opened();
        try {
            return open(config, opened);
        } catch (StoreFault | IOException e) {
            close(opened);
            throw new StartException(StoreFault.reason(e), e);
        } catch (RuntimeException e) {
            close(opened);
            throw e;
        }
    }

    /** A failure to close is logged and does not stop the rest. */
    private static void close(Opened opened) {
        try {
            opened.close();
        } catch (RuntimeException e) {
            LOG.error("not everything was closed cleanly", e);
        }
    }

    private static App open(ServerConfig config, Opened opened) throws IOException {
        if (config.files() instanceof FilesConfig.On(FilesConfig.Storage.Folder _, _, _, _)) {
            FileNames.requireAllLetters();
        }
        Clock clock = Clock.systemUTC();
        boolean areRead = config.telemetry().prometheus();
        Meters meters = opened.add(areRead ? Meters.read() : Meters.unread());
        Trust trust = config.trust().open(LOG::warn);
        Parts parts = new Parts(opened, clock, trust, config.durability(), meters);
        BuiltInTokens tokens = new BuiltInTokens(config, parts);
        OperatorPart operators = new OperatorPart(config, tokens, parts);
        List<Route> routes = new ArrayList<>(projectRoutes(config, tokens, operators, parts));
        List<Face> faces = new ArrayList<>();
        faces.add(new ApiDocsFace(Version.text()));
        faces.addAll(FlowsPart.open(config.flows(), tokens, routes.isEmpty(), parts));
        routes.addAll(operators.routes());
        routes.addAll(new HealthRoutes(parts.probes()).routes());
        if (areRead) {
            routes.addAll(new MetricsRoute(meters::scrape).routes());
        }
        HttpShell shell = HttpShell.start(config.http(), shellParts(clock, meters), faces, routes);
        meters.gauge(
                "flowkeep.requests.underway",
                "requests that are being answered",
                shell::requestsUnderWay);
        parts.serving();
        LOG.info("listening on http://{}:{}", inUrl(config.http().host()), shell.port());
        operators.listen(parts);
        return new App(opened, shell);
    }

    /**
     * An IPv6 address is put in brackets, or its colons would be taken for the separator of the
     * port.
     */
    private static String inUrl(String host) {
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    /** Files and context share a gate, which is not needed if both are off. */
    private static List<Route> projectRoutes(
            ServerConfig config, BuiltInTokens tokens, OperatorPart operators, Parts parts)
            throws IOException {
        if (config.files() instanceof FilesConfig.Off
                && config.context() instanceof ContextConfig.Off) {
            return List.of();
        }
        ProjectGate gate = new ProjectGate(AuthPart.open(config.auth(), tokens, parts));
        List<Route> routes = new ArrayList<>();
        FilesPart files = FilesPart.open(config.files(), gate, parts);
        files.recounts().ifPresent(operators::offer);
        routes.addAll(files.routes());
        routes.addAll(ContextPart.open(config.context(), gate, parts));
        return routes;
    }

    /** Request ids are random numbers that tell requests apart in a log; they may be guessable. */
    private static ShellParts shellParts(Clock clock, Meters meters) {
        Random ids = new Random();
        AccessLog log = new AccessLog();
        HttpMetrics metrics = new HttpMetrics(meters.registry());
        return new ShellParts(
                clock,
                System::nanoTime,
                () -> HexFormat.of().toHexDigits(ids.nextLong()),
                headers -> BearerToken.fromHeaders(headers).isPresent(),
                request -> {
                    log.finished(request);
                    metrics.finished(request);
                });
    }

    public int port() {
        return shell.port();
    }

    @Override
    public void stop() {
        LOG.info("stopping");
        shell.stop();
        close(opened);
        LOG.info("stopped");
    }
}
