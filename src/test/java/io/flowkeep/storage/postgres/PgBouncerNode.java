package io.flowkeep.storage.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A PgBouncer of the test's own before a PostgreSQL server, for all of its databases; its files are
 * in one folder, its port is on the loopback. One thread at a time, but for {@link #shared}.
 */
public final class PgBouncerNode implements AutoCloseable {
    private static final Path PROGRAM = program();
    private static final Duration STARTING = Duration.ofSeconds(20);

    private final Path home;
    private final int port;
    private Process process;

    private PgBouncerNode(Path home, int port) throws IOException {
        this.home = home;
        this.port = port;
        this.process = launch(home);
    }

    private static Path program() {
        return Stream.of("/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/usr/local/bin/pgbouncer")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(Path.of("pgbouncer"));
    }

    private static final class Shared {
        static final PgBouncerNode NODE = startShared();

        private static PgBouncerNode startShared() {
            try {
                PgBouncerNode node =
                        start(OwnPostgres.serverUrl(), "transaction", "default_pool_size = 5");
                Runtime.getRuntime().addShutdownHook(new Thread(node::close));
                return node;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /**
     * One for all tests, with five connections to each database, in transaction mode. Where
     * PgBouncer is not installed the test is skipped, in CI it fails.
     */
    static PgBouncerNode shared() {
        requireProgram();
        return Shared.NODE;
    }

    private static void requireProgram() {
        if (!Files.isExecutable(PROGRAM)) {
            String why = "PgBouncer is not installed";
            if ("true".equals(System.getenv("CI"))) {
                fail(why);
            }
            Assumptions.abort(why);
        }
    }

    /**
     * Starts one and waits until it listens.
     *
     * @param url names PostgreSQL and who asks
     * @param mode session, transaction or statement
     * @param settings more of them, each as {@code name = value}
     */
    public static PgBouncerNode start(String url, String mode, String... settings)
            throws Exception {
        requireProgram();
        Path home = Files.createTempDirectory("flowkeep-pgbouncer-");
        int port = freePort();
        configure(home, URI.create(url), port, mode, settings);
        PgBouncerNode node = new PgBouncerNode(home, port);
        node.awaitAnswer();
        return node;
    }

    private static void configure(Path home, URI server, int port, String mode, String... settings)
            throws Exception {
        String[] login = (server.getUserInfo() + ":").split(":", -1);
        Files.writeString(
                home.resolve("users"), "\"" + login[0] + "\" \"" + login[1] + "\"\n", UTF_8);
        Files.writeString(
                home.resolve("settings"),
                """
                [databases]
                * = host=%s port=%d
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = trust
                auth_file = %s
                auth_user = %s
                auth_query = SELECT usename, '' FROM pg_user WHERE usename = $1
                pool_mode = %s
                max_client_conn = 2000
                server_login_retry = 1
                ignore_startup_parameters =
                %s
                """
                        .formatted(
                                server.getHost(),
                                server.getPort(),
                                port,
                                home.resolve("users"),
                                login[0],
                                mode,
                                String.join("\n", settings)),
                UTF_8);
        if (isRoot()) {
            run(home, List.of("chown", "-R", "nobody", home.toString()));
        }
    }

    int port() {
        return port;
    }

    /** Ends it at once, with all connections. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Has it do nothing any more, with all connections open. */
    public void freeze() throws Exception {
        run(home, List.of("kill", "-STOP", String.valueOf(process.pid())));
    }

    /** Has it go on where it was. */
    public void thaw() throws Exception {
        run(home, List.of("kill", "-CONT", String.valueOf(process.pid())));
    }

    /** Starts it again; waits until it listens. */
    public void startAgain() throws Exception {
        process = launch(home);
        awaitAnswer();
    }

    private static Process launch(Path home) throws IOException {
        return new ProcessBuilder(line())
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve("out").toFile()))
                .start();
    }

    private void awaitAnswer() throws Exception {
        long deadline = System.nanoTime() + STARTING.toNanos();
        while (!answers()) {
            if (System.nanoTime() > deadline || !process.isAlive()) {
                String said = Files.readString(home.resolve("out"));
                close();
                fail("PgBouncer does not start: " + said);
            }
            Thread.sleep(10);
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** PgBouncer refuses to run as root; setpriv becomes it, so the process is PgBouncer's. */
    private static List<String> line() {
        List<String> line = List.of(PROGRAM.toString(), "settings");
        return isRoot()
                ? Stream.concat(
                                Stream.of(
                                        "setpriv",
                                        "--reuid=nobody",
                                        "--regid=nogroup",
                                        "--clear-groups"),
                                line.stream())
                        .toList()
                : line;
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static void run(Path home, List<String> line) throws Exception {
        Process run =
                new ProcessBuilder(line).directory(home.toFile()).redirectErrorStream(true).start();
        String said = new String(run.getInputStream().readAllBytes(), UTF_8);
        if (run.waitFor() != 0) {
            fail(line + ": " + said);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        try {
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
