package io.flowkeep.testing.servers;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flowkeep.testing.Node;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A PgBouncer of the test's own before a PostgreSQL server, for all of its databases; its files are
 * in one folder, its port is on the loopback. One thread at a time.
 */
public final class PgBouncerNode implements AutoCloseable {
    private static final Path PROGRAM = program();
    private static final Duration STARTING = Duration.ofSeconds(20);

    private final Path home;
    private final int port;
    private Node process;

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

    /** Whether its program is on this machine. */
    public static boolean isInstalled() {
        return Files.isExecutable(PROGRAM);
    }

    /**
     * Starts one and waits until it listens.
     *
     * @param url names PostgreSQL and who asks
     * @param mode session, transaction or statement
     * @param settings more of them, each as {@code name = value}
     */
    public static PgBouncerNode start(String url, String mode, String... settings)
            throws IOException, InterruptedException {
        Path home = Files.createTempDirectory("flowkeep-pgbouncer-");
        int port = Node.freePort();
        configure(home, URI.create(url), port, mode, settings);
        PgBouncerNode node = new PgBouncerNode(home, port);
        try {
            node.process.await(STARTING, node::answers);
            return node;
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            node.close();
            throw e;
        }
    }

    private static void configure(Path home, URI server, int port, String mode, String... settings)
            throws IOException, InterruptedException {
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
            Node.run(home, List.of("chown", "-R", "nobody", home.toString()));
        }
    }

    /** The port that it listens on. */
    public int port() {
        return port;
    }

    /** Ends it at once, with all connections. */
    public void kill() {
        process.kill();
    }

    /** Has it do nothing any more, with all connections open. */
    public void freeze() throws IOException, InterruptedException {
        process.freeze();
    }

    /** Has it go on where it was. */
    public void thaw() throws IOException, InterruptedException {
        process.thaw();
    }

    /** Starts it again; waits until it listens. */
    public void startAgain() throws IOException, InterruptedException {
        process = launch(home);
        process.await(STARTING, this::answers);
    }

    private static Node launch(Path home) throws IOException {
        return Node.start("PgBouncer", home, home.resolve("out"), Map.of(), line());
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

    @Override
    public void close() {
        try {
            kill();
        } finally {
            Node.delete(home);
        }
    }
}
