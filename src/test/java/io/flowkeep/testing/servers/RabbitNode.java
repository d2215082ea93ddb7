package io.flowkeep.testing.servers;

import io.flowkeep.testing.Node;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A broker that can be stopped and started again; all its files are in one folder, all its ports on
 * the loopback. One thread at a time.
 */
public final class RabbitNode implements AutoCloseable {
    private static final Path PROGRAMS = Path.of("/usr/lib/rabbitmq/bin");
    private static final Duration STARTING = Duration.ofSeconds(90);
    private static final Duration ENDING = Duration.ofSeconds(30);
    private static final byte[] GREETING = {'A', 'M', 'Q', 'P', 0, 0, 9, 1};

    /** A frame of the broker's that begins a connection. */
    private static final int METHOD = 1;

    private final Path home;
    private final int port;
    private final int namesPort;
    private final int distributionPort;
    private final Node names;
    private Node server;

    private RabbitNode(Path home, List<String> configuration) throws IOException {
        this.home = home;
        this.port = Node.freePort();
        this.namesPort = Node.freePort();
        this.distributionPort = Node.freePort();
        Path cookie = Files.writeString(home.resolve(".erlang.cookie"), UUID.randomUUID() + "");
        Files.setPosixFilePermissions(cookie, PosixFilePermissions.fromString("r--------"));
        Files.write(home.resolve("rabbitmq.conf"), configuration);
        this.names = command("names", "epmd", "-address", "127.0.0.1", "-port", namesPort + "");
        this.server = startServer();
    }

    /** Whether its programs are on this machine. */
    public static boolean isInstalled() {
        return Files.isExecutable(PROGRAMS.resolve("rabbitmq-server"));
    }

    /**
     * Starts a broker and waits until it takes connections.
     *
     * @param home an empty folder
     * @param configuration lines of its rabbitmq.conf
     */
    public static RabbitNode start(Path home, String... configuration)
            throws IOException, InterruptedException {
        RabbitNode node = new RabbitNode(home, List.of(configuration));
        try {
            node.awaitReady();
            return node;
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            node.close();
            throw e;
        }
    }

    /** Names the user that is there from the beginning. */
    public String url() {
        return url(port);
    }

    static String url(int port) {
        return "amqp://guest:guest@127.0.0.1:" + port;
    }

    /** Stops it as an administrator would; returns when it has ended. */
    public void stop() throws InterruptedException {
        server.terminate();
        server.endWithin(ENDING);
    }

    /** Ends it as a power failure would. */
    public void kill() {
        server.kill();
    }

    /** Starts it again with what it had stored; waits until it takes connections. */
    public void startAgain() throws IOException, InterruptedException {
        server = startServer();
        awaitReady();
    }

    /** Runs rabbitmqctl on it. */
    public void control(String... arguments) throws IOException, InterruptedException {
        String[] line =
                Stream.concat(
                                Stream.of(PROGRAMS.resolve("rabbitmqctl").toString()),
                                Stream.of(arguments))
                        .toArray(String[]::new);
        try (Node control = command("control", line)) {
            if (control.awaitEnd(STARTING) != 0) {
                throw new AssertionError(String.join(" ", line) + ": " + control.said());
            }
        }
    }

    @Override
    public void close() {
        try {
            kill();
        } finally {
            names.close();
        }
    }

    private Node startServer() throws IOException {
        return command("server", PROGRAMS.resolve("rabbitmq-server").toString());
    }

    private Node command(String name, String... line) throws IOException {
        Map<String, String> variables = new HashMap<>();
        variables.put("HOME", home.toString());
        variables.put("ERL_EPMD_ADDRESS", "127.0.0.1");
        variables.put("ERL_EPMD_PORT", namesPort + "");
        variables.put("ERL_FLAGS", "-kernel inet_dist_use_interface {127,0,0,1} +S 1:1");
        variables.put("RABBITMQ_CONF_ENV_FILE", home.resolve("none").toString());
        variables.put("RABBITMQ_CONFIG_FILE", home.resolve("rabbitmq.conf").toString());
        variables.put("RABBITMQ_NODENAME", "flowkeep-" + port + "@localhost");
        variables.put("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1");
        variables.put("RABBITMQ_NODE_PORT", port + "");
        variables.put("RABBITMQ_DIST_PORT", distributionPort + "");
        variables.put("RABBITMQ_MNESIA_BASE", home.resolve("mnesia").toString());
        variables.put("RABBITMQ_LOG_BASE", home.resolve("log").toString());
        variables.put("RABBITMQ_ENABLED_PLUGINS_FILE", home.resolve("plugins").toString());
        variables.put("RABBITMQ_PID_FILE", home.resolve("pid").toString());
        return Node.start("RabbitMQ", home, home.resolve(name + ".out"), variables, List.of(line));
    }

    private void awaitReady() throws IOException, InterruptedException {
        server.await(STARTING, () -> answers(port));
    }

    /** Whether a broker on this machine takes a connection. */
    static boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(2000);
            socket.getOutputStream().write(GREETING);
            InputStream in = socket.getInputStream();
            return in.read() == METHOD;
        } catch (IOException e) {
            return false;
        }
    }
}
