package io.flowkeep.events.rabbitmq;

import static org.junit.jupiter.api.Assertions.fail;

import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A broker of the test's own that can be stopped and started again; all its files are in one
 * folder, all its ports on the loopback. One thread at a time.
 */
public final class RabbitNode implements AutoCloseable {
    private static final Path PROGRAMS = Path.of("/usr/lib/rabbitmq/bin");
    private static final Duration STARTING = Duration.ofSeconds(90);

    private final Path home;
    private final int port;
    private final int namesPort;
    private final int distributionPort;
    private final Process names;
    private Process server;

    private RabbitNode(Path home, List<String> configuration) throws Exception {
        this.home = home;
        this.port = freePort();
        this.namesPort = freePort();
        this.distributionPort = freePort();
        Path cookie = Files.writeString(home.resolve(".erlang.cookie"), UUID.randomUUID() + "");
        Files.setPosixFilePermissions(cookie, PosixFilePermissions.fromString("r--------"));
        Files.write(home.resolve("rabbitmq.conf"), configuration);
        this.names = command("names", "epmd", "-address", "127.0.0.1", "-port", namesPort + "");
        this.server = startServer();
    }

    /**
     * Starts a broker and waits until it takes connections. Where RabbitMQ is not installed the
     * test is skipped, in CI it fails.
     *
     * @param home an empty folder
     * @param configuration lines of its rabbitmq.conf
     */
    public static RabbitNode start(Path home, String... configuration) throws Exception {
        if (!Files.isExecutable(PROGRAMS.resolve("rabbitmq-server"))) {
            String why = "RabbitMQ's server is not installed in " + PROGRAMS;
            if ("true".equals(System.getenv("CI"))) {
                fail(why);
            }
            Assumptions.abort(why);
        }
        RabbitNode node = new RabbitNode(home, List.of(configuration));
        try {
            node.awaitReady();
            return node;
        } catch (Exception | AssertionError e) {
            node.close();
            throw e;
        }
    }

    public String url() {
        return "amqp://guest:guest@127.0.0.1:" + port;
    }

    /** Stops it as an administrator would; returns when it has ended. */
    public void stop() throws InterruptedException {
        server.destroy();
        if (!server.waitFor(30, TimeUnit.SECONDS)) {
            kill();
        }
    }

    /** Ends it as a power failure would. */
    public void kill() throws InterruptedException {
        List<ProcessHandle> children = server.descendants().toList();
        server.destroyForcibly().waitFor();
        children.forEach(ProcessHandle::destroyForcibly);
    }

    /** Starts it again with what it had stored; waits until it takes connections. */
    public void startAgain() throws Exception {
        server = startServer();
        awaitReady();
    }

    /** Runs rabbitmqctl on it. */
    public void control(String... arguments) throws Exception {
        List<String> line =
                Stream.concat(
                                Stream.of(PROGRAMS.resolve("rabbitmqctl").toString()),
                                Stream.of(arguments))
                        .toList();
        Process control = command("control", line.toArray(String[]::new));
        if (!control.waitFor(60, TimeUnit.SECONDS) || control.exitValue() != 0) {
            control.destroyForcibly();
            fail(line + ": " + Files.readString(home.resolve("control.out")));
        }
    }

    @Override
    public void close() {
        try {
            kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            names.destroyForcibly();
        }
    }

    private Process startServer() throws IOException {
        return command("server", PROGRAMS.resolve("rabbitmq-server").toString());
    }

    private Process command(String name, String... line) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().put("HOME", home.toString());
        builder.environment().put("ERL_EPMD_ADDRESS", "127.0.0.1");
        builder.environment().put("ERL_EPMD_PORT", namesPort + "");
        builder.environment()
                .put("ERL_FLAGS", "-kernel inet_dist_use_interface {127,0,0,1} +S 1:1");
        builder.environment().put("RABBITMQ_CONF_ENV_FILE", home.resolve("none").toString());
        builder.environment().put("RABBITMQ_CONFIG_FILE", home.resolve("rabbitmq.conf").toString());
        builder.environment().put("RABBITMQ_NODENAME", "flowkeep-" + port + "@localhost");
        builder.environment().put("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1");
        builder.environment().put("RABBITMQ_NODE_PORT", port + "");
        builder.environment().put("RABBITMQ_DIST_PORT", distributionPort + "");
        builder.environment().put("RABBITMQ_MNESIA_BASE", home.resolve("mnesia").toString());
        builder.environment().put("RABBITMQ_LOG_BASE", home.resolve("log").toString());
        builder.environment()
                .put("RABBITMQ_ENABLED_PLUGINS_FILE", home.resolve("plugins").toString());
        builder.environment().put("RABBITMQ_PID_FILE", home.resolve("pid").toString());
        return builder.redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(home.resolve(name + ".out").toFile()))
                .start();
    }

    private void awaitReady() throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(url());
        long deadline = System.nanoTime() + STARTING.toNanos();
        while (true) {
            try {
                factory.newConnection("is it there").close();
                return;
            } catch (IOException | TimeoutException e) {
                if (System.nanoTime() > deadline || !server.isAlive()) {
                    fail("RabbitMQ: " + Files.readString(home.resolve("server.out")), e);
                }
                Thread.sleep(200);
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
