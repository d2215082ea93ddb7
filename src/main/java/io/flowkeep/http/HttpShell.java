package io.flowkeep.http;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server: listens, bounds what is under way, and gives each request a virtual thread. Safe
 * for concurrent use; {@link #stop} may be called from any thread, more than once.
 */
public final class HttpShell {
    private static final Logger LOG = LoggerFactory.getLogger(HttpShell.class);

    /** A sixteenth of the heap: parsed JSON takes about ten times its text. */
    private static final int WHOLE_BODIES_SHARE = 16;

    private static final Duration START_PATIENCE = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final Exchange.Shell shell;
    private final ThreadFactory requestThreads = Thread.ofVirtual().name("request").factory();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final List<HttpServer> servers = new CopyOnWriteArrayList<>();

    private HttpShell(Vertx vertx, Exchange.Shell shell) {
        this.vertx = vertx;
        this.shell = shell;
    }

    /**
     * Starts to listen; when this returns, requests are answered.
     *
     * @param faces asked in this order before the routes
     * @throws IOException if the address cannot be listened on, with a message for the operator
     */
    public static HttpShell start(
            ShellSettings settings, ShellParts parts, List<Face> faces, List<Route> routes)
            throws IOException {
        Vertx vertx =
                Vertx.builder()
                        .with(
                                new VertxOptions()
                                        .setUseDaemonThread(false)
                                        .setFileSystemOptions(withoutCache()))
                        .withTransport(GuardedTransport.best())
                        .build();
        List<Face> all = new ArrayList<>(faces);
        all.add(new RoutedFace(routes, parts.authorizationForm()));
        Exchange.Shell shared =
                new Exchange.Shell(
                        settings,
                        parts,
                        all,
                        new RequestIds(parts.requestIds()),
                        new DateHeader(parts.clock()),
                        new WholeBodies(Runtime.getRuntime().maxMemory() / WHOLE_BODIES_SHARE));
        HttpShell shell = new HttpShell(vertx, shared);
        try {
            shell.listen(settings);
        } catch (IOException e) {
            vertx.close();
            throw e;
        }
        return shell;
    }

    /** Vert.x serves nothing from the class path, so it needs no cache folder. */
    private static FileSystemOptions withoutCache() {
        return new FileSystemOptions()
                .setFileCachingEnabled(false)
                .setClassPathResolvingEnabled(false);
    }

    public int port() {
        return servers.getFirst().actualPort();
    }

    /** How many requests are under way. */
    public int requestsUnderWay() {
        return underWay.get();
    }

    /**
     * Stops: new requests are refused with 503, those under way may end within the grace, then
     * everything is closed. Returns when that is done.
     */
    public void stop() {
        if (!stopping.compareAndSet(false, true)) {
            return;
        }
        Duration grace = shell.settings().shutdownGrace();
        List<Future<Void>> ends = servers.stream().map(server -> server.shutdown(grace)).toList();
        try {
            await(Future.join(ends), grace.plusSeconds(1));
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("underWay", underWay.get())
                    .log("requests were cut off at the stop");
        }
        try {
            await(vertx.close(), Duration.ofSeconds(5));
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("the server did not close in time");
        }
    }

    /**
     * One server object per core, all on one port: Vert.x spreads connections over their event
     * loops. A free port is asked for with -1, which Vert.x shares among the instances of one
     * deployment, while each 0 is a port of its own.
     */
    private void listen(ShellSettings settings) throws IOException {
        int port = settings.port() == 0 ? -1 : settings.port();
        DeploymentOptions perCore =
                new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors());
        try {
            await(vertx.deployVerticle(() -> new Listener(port), perCore), START_PATIENCE);
        } catch (IOException e) {
            throw new IOException(
                    String.format(
                            Locale.ROOT,
                            "cannot listen on %s port %d: %s",
                            settings.host(),
                            settings.port(),
                            reason(e)));
        }
    }

    /** One event loop's share of the server. */
    private final class Listener extends VerticleBase {
        private final int port;

        Listener(int port) {
            this.port = port;
        }

        @Override
        public Future<?> start() {
            HttpServer server =
                    vertx.createHttpServer(options(shell.settings()))
                            .requestHandler(HttpShell.this::accept)
                            .invalidRequestHandler(HttpShell.this::refuseUnreadable);
            servers.add(server);
            return server.listen(port, shell.settings().host());
        }
    }

    private static HttpServerOptions options(ShellSettings settings) {
        return new HttpServerOptions()
                .setMaxInitialLineLength(settings.maxHeadBytes())
                .setMaxHeaderSize(settings.maxHeadBytes())
                .setMaxChunkSize(64 * 1024)
                .setIdleTimeout(Math.toIntExact(settings.idleTimeout().toMillis()))
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setTcpNoDelay(true)
                .setHandle100ContinueAutomatically(false)
                .setCompressionSupported(false)
                .setDecompressionSupported(false)
                .setHttp2ClearTextEnabled(true);
    }

    /**
     * A request counts from here until its last byte is sent, so that slow downloads count too, and
     * as long as its thread works, though its client may have left.
     */
    private void accept(HttpServerRequest raw) {
        raw.pause();
        int others = underWay.getAndIncrement();
        Exchange exchange =
                new Exchange(shell, raw, vertx.getOrCreateContext(), underWay::decrementAndGet);
        if (stopping.get()) {
            exchange.refuse(ShellErrors.stopping());
        } else if (isNotAscii(raw.uri()) || VertxBody.isLengthMalformed(raw)) {
            exchange.refuseForGood(ShellErrors.unreadable());
        } else if (others >= shell.settings().maxConcurrentRequests()) {
            exchange.refuse(ShellErrors.busy());
        } else {
            requestThreads.newThread(exchange).start();
        }
    }

    private void refuseUnreadable(HttpServerRequest raw) {
        raw.pause();
        Exchange exchange = new Exchange(shell, raw, vertx.getOrCreateContext(), () -> {});
        String cause = String.valueOf(raw.decoderResult().cause());
        exchange.refuseForGood(
                cause.contains("TooLong") ? ShellErrors.headTooLarge() : ShellErrors.unreadable());
    }

    private static boolean isNotAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7e) {
                return true;
            }
        }
        return false;
    }

    private static String reason(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    private static void await(Future<?> future, Duration patience) throws IOException {
        try {
            future.toCompletionStage()
                    .toCompletableFuture()
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
