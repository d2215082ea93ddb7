package io.flowkeep.storage.postgres;

import static org.junit.jupiter.api.Assertions.fail;

import io.flowkeep.trust.MadeUpAuthority;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A PostgreSQL server of the test's own that can be stopped, killed, frozen and started again; all
 * its files are in one folder, its port is on the loopback. One thread at a time.
 */
public final class PostgresNode implements AutoCloseable {
    private static final Path RELEASES = Path.of("/usr/lib/postgresql");
    private static final Path PROGRAMS = programs();
    private static final Duration STARTING = Duration.ofSeconds(60);

    private final Path home;
    private final int port;
    private final List<String> options;
    private Process server;

    private PostgresNode(Path home, List<String> options) throws Exception {
        this.home = home;
        this.options = options;
        this.port = freePort();
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

    /** Puts files into the server's folder before it starts. */
    public interface Preparation {
        /** Fills the folder, which the server will own. */
        void fill(Path folder) throws Exception;
    }

    /**
     * Starts a server and waits until it takes connections. Where PostgreSQL is not installed the
     * test is skipped, in CI it fails.
     *
     * @param options its settings, each as {@code name=value}
     */
    public static PostgresNode start(String... options) throws Exception {
        return start(_ -> {}, options);
    }

    /** As {@link #start(String...)}, with files of the test's in its folder. */
    public static PostgresNode start(Preparation preparation, String... options) throws Exception {
        if (!Files.isExecutable(PROGRAMS.resolve("initdb"))) {
            String why = "PostgreSQL's server is not installed in " + PROGRAMS;
            if ("true".equals(System.getenv("CI"))) {
                fail(why);
            }
            Assumptions.abort(why);
        }
        Path home = Files.createTempDirectory("flowkeep-postgres-");
        try {
            preparation.fill(home);
            own(home);
            run(
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
            delete(home);
            throw e;
        }
    }

    /** As {@link #start(String...)}; as {@code localhost} it also speaks TLS. */
    public static PostgresNode startWithTls(MadeUpAuthority authority) throws Exception {
        return start(
                home -> {
                    Files.copy(authority.serverCertificate(), home.resolve("server.pem"));
                    Path key = home.resolve("server.key");
                    Files.copy(authority.serverKey(), key);
                    Files.setPosixFilePermissions(
                            key, PosixFilePermissions.fromString("rw-------"));
                },
                "ssl=on",
                "ssl_cert_file=../server.pem",
                "ssl_key_file=../server.key");
    }

    /** Where {@link OwnPostgres#createOn} makes databases. */
    public String url() {
        return "postgres://postgres@127.0.0.1:" + port + "/postgres";
    }

    public int port() {
        return port;
    }

    /** Stops it as an administrator would, without waiting for its clients. */
    public void stop() throws Exception {
        signal("INT");
        if (!server.waitFor(30, TimeUnit.SECONDS)) {
            kill();
        }
    }

    /** Ends it as a power failure would. */
    public void kill() throws InterruptedException {
        List<ProcessHandle> children = server.descendants().toList();
        server.destroyForcibly().waitFor();
        children.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle child : children) {
            child.onExit().join();
        }
    }

    /** Has it do nothing any more, with all connections open. */
    public void freeze() throws Exception {
        signal("STOP");
        signalChildren("STOP");
    }

    /** Has it go on where it was. */
    public void thaw() throws Exception {
        signalChildren("CONT");
        signal("CONT");
    }

    /** Starts it again with what it had stored; waits until it takes connections. */
    public void startAgain() throws Exception {
        server = startServer();
        awaitReady();
    }

    @Override
    public void close() {
        try {
            kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            delete(home);
        }
    }

    private void signal(String name) throws Exception {
        run(home, List.of("kill", "-" + name, String.valueOf(server.pid())));
    }

    private void signalChildren(String name) throws Exception {
        for (ProcessHandle child : server.descendants().toList()) {
            run(home, List.of("kill", "-" + name, String.valueOf(child.pid())));
        }
    }

    private Process startServer() throws IOException {
        List<String> line = new ArrayList<>();
        line.add(PROGRAMS.resolve("postgres").toString());
        line.addAll(List.of("-D", home.resolve("data").toString()));
        line.addAll(List.of("-p", String.valueOf(port), "-k", home.toString()));
        line.addAll(List.of("-c", "listen_addresses=127.0.0.1"));
        options.forEach(option -> line.addAll(List.of("-c", option)));
        return new ProcessBuilder(asPostgres(line.toArray(String[]::new)))
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(home.resolve("server.out").toFile()))
                .start();
    }

    private void awaitReady() throws Exception {
        long deadline = System.nanoTime() + STARTING.toNanos();
        while (true) {
            try {
                DriverManager.getConnection(
                                "jdbc:postgresql://127.0.0.1:" + port + "/postgres", "postgres", "")
                        .close();
                return;
            } catch (SQLException e) {
                if (System.nanoTime() > deadline || !server.isAlive()) {
                    fail("PostgreSQL: " + Files.readString(home.resolve("server.out")), e);
                }
                Thread.sleep(20);
            }
        }
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

    private static void own(Path home) throws Exception {
        if (isRoot()) {
            run(home, List.of("chown", "-R", "postgres:postgres", home.toString()));
        }
    }

    private static void run(Path home, List<String> line) throws Exception {
        Process process =
                new ProcessBuilder(line).directory(home.toFile()).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            fail(line + ": " + said);
        }
    }

    private static void delete(Path home) {
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
