package io.flowkeep.testing.servers;

import io.flowkeep.testing.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A PostgreSQL server that can be stopped, killed, frozen and started again; all its files are in
 * one folder, its port is on the loopback. It flushes nothing: what a killed server had written the
 * kernel still has. One thread at a time.
 */
public final class PostgresNode implements AutoCloseable {
    private static final Path RELEASES = Path.of("/usr/lib/postgresql");
    private static final Path PROGRAMS = programs();
    private static final Duration STARTING = Duration.ofSeconds(60);
    private static final Duration ENDING = Duration.ofSeconds(30);

    private final Path home;
    private final int port;
    private final List<String> options;
    private Node server;

    private PostgresNode(Path home, List<String> options) throws Exception {
        this.home = home;
        this.options = options;
        this.port = Node.freePort();
        this.server = startServer();
    }

    /** Where FLOWKEEP_TEST_POSTGRES_PROGRAMS says, or Debian's newest. */
    private static Path programs() {
        String named = System.getenv().getOrDefault("FLOWKEEP_TEST_POSTGRES_PROGRAMS", "");
        if (!named.isEmpty() || !Files.isDirectory(RELEASES)) {
            return Path.of(named);
        }
        try (Stream<Path> releases = Files.list(RELEASES)) {
            return releases.filter(release -> Files.isExecutable(release.resolve("bin/initdb")))
                    .max(
                            Comparator.comparingInt(
                                    release -> Integer.parseInt(release.toFile().getName())))
                    .map(release -> release.resolve("bin"))
                    .orElse(Path.of(""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether its programs are on this machine. */
    public static boolean isInstalled() {
        return Files.isExecutable(PROGRAMS.resolve("initdb"));
    }

    /** Whether one listens on a port of this machine and lets its administrator in unasked. */
    static boolean answers(int port) throws IOException, InterruptedException {
        return Node.succeeds(
                PROGRAMS.resolve("psql").toString(),
                "--no-password",
                "--quiet",
                "--host=127.0.0.1",
                "--port=" + port,
                "--username=postgres",
                "--command=SELECT 1");
    }

    /** Puts files into the server's folder before it starts. */
    public interface Preparation {
        /** Fills the folder, which the server will own. */
        void fill(Path folder) throws Exception;
    }

    /**
     * Starts a server and waits until it takes connections.
     *
     * @param options its settings, each as {@code name=value}
     */
    public static PostgresNode start(Preparation preparation, String... options) throws Exception {
        Path home = Files.createTempDirectory("flowkeep-postgres-");
        try {
            preparation.fill(home);
            own(home);
            Node.run(
                    home,
                    asPostgres(
                            PROGRAMS.resolve("initdb").toString(),
                            "--pgdata=" + home.resolve("data"),
                            "--username=postgres",
                            "--auth=trust",
                            "--encoding=UTF8",
                            "--locale=C",
                            "--no-sync"));
            PostgresNode node = new PostgresNode(home, List.of(options));
            try {
                node.awaitReady();
                return node;
            } catch (Exception | AssertionError e) {
                node.close();
                throw e;
            }
        } catch (Exception | AssertionError e) {
            Node.delete(home);
            throw e;
        }
    }

    /** As {@link #start}; as {@code localhost} it also speaks TLS. */
    public static PostgresNode startWithTls(Path certificate, Path key) throws Exception {
        return start(
                home -> {
                    Files.copy(certificate, home.resolve("server.pem"));
                    Path own = home.resolve("server.key");
                    Files.copy(key, own);
                    Files.setPosixFilePermissions(
                            own, PosixFilePermissions.fromString("rw-------"));
                },
                "ssl=on",
                "ssl_cert_file=../server.pem",
                "ssl_key_file=../server.key");
    }

    /** Names its administrator and a database to connect to first. */
    public String url() {
        return url(port);
    }

    static String url(int port) {
        return "postgres://postgres@127.0.0.1:" + port + "/postgres";
    }

    /** The port that it listens on. */
    public int port() {
        return port;
    }

    /** Stops it as an administrator would, without waiting for its clients. */
    public void stop() throws IOException, InterruptedException {
        server.signal("INT");
        server.endWithin(ENDING);
    }

    /** Ends it as a power failure would. */
    public void kill() {
        server.kill();
    }

    /** Has it do nothing any more, with all connections open. */
    public void freeze() throws IOException, InterruptedException {
        server.freeze();
    }

    /** Has it go on where it was. */
    public void thaw() throws IOException, InterruptedException {
        server.thaw();
    }

    /** Starts it again with what it had stored; waits until it takes connections. */
    public void startAgain() throws IOException, InterruptedException {
        server = startServer();
        awaitReady();
    }

    @Override
    public void close() {
        try {
            kill();
        } finally {
            Node.delete(home);
        }
    }

    private Node startServer() throws IOException {
        List<String> line = new ArrayList<>();
        line.add(PROGRAMS.resolve("postgres").toString());
        line.addAll(List.of("-D", home.resolve("data").toString()));
        line.addAll(List.of("-p", String.valueOf(port), "-k", home.toString()));
        line.addAll(List.of("-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"));
        options.forEach(option -> line.addAll(List.of("-c", option)));
        return Node.start(
                "PostgreSQL",
                home,
                home.resolve("server.out"),
                Map.of(),
                asPostgres(line.toArray(String[]::new)));
    }

    private void awaitReady() throws IOException, InterruptedException {
        server.await(STARTING, () -> answers(port));
    }

    /** PostgreSQL refuses to run as root; setpriv becomes it, so the process is the server's. */
    private static List<String> asPostgres(String... line) {
        return isRoot()
                ? Stream.concat(
                                Stream.of(
                                        "setpriv",
                                        "--reuid=postgres",
                                        "--regid=postgres",
                                        "--clear-groups"),
                                Stream.of(line))
                        .toList()
                : List.of(line);
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static void own(Path home) throws IOException, InterruptedException {
        if (isRoot()) {
            Node.run(home, List.of("chown", "-R", "postgres:postgres", home.toString()));
        }
    }
}
