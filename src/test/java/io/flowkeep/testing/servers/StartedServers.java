package io.flowkeep.testing.servers;

import io.flowkeep.testing.Node;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The servers that all tests of a run share, as long as somebody holds this process's standard
 * input open: when that ends, however it comes, they end too. For each line of it there is an
 * answer of several lines, the last of which is {@code done}:
 *
 * <ul>
 *   <li>{@code installed}: starts PostgreSQL, RabbitMQ and Ceph's gateway, unless one runs already;
 *   <li>{@code s3mock JAR}: starts S3Mock.
 * </ul>
 *
 * <p>A line of an answer is {@code NAME=URL}, the environment variable by which the tests find a
 * server, or {@code missing WHAT}.
 */
public final class StartedServers {
    private static final int POSTGRES = 5432;
    private static final int RABBITMQ = 5672;

    private final ConcurrentLinkedDeque<AutoCloseable> started = new ConcurrentLinkedDeque<>();

    private StartedServers() {}

    /** Serves standard input until it ends. */
    public static void main(String[] arguments) throws IOException {
        StartedServers servers = new StartedServers();
        Runtime.getRuntime().addShutdownHook(new Thread(servers::end));
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] words = line.split(" ", 2);
            switch (words[0]) {
                case "installed" ->
                        servers.answer(List.of(servers::ceph, servers::rabbit, servers::postgres));
                case "s3mock" -> servers.answer(List.of(() -> servers.s3Mock(Path.of(words[1]))));
                default -> throw new IllegalArgumentException(line);
            }
        }
        System.exit(0);
    }

    private void answer(List<Callable<String>> starts) {
        try (ExecutorService threads = Executors.newFixedThreadPool(starts.size())) {
            List<Future<String>> answers = new ArrayList<>();
            starts.forEach(start -> answers.add(threads.submit(start)));
            for (Future<String> each : answers) {
                System.out.println(each.get());
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
        System.out.println("done");
    }

    private interface Start<T extends AutoCloseable> {
        T run() throws Exception;
    }

    private interface Address<T> {
        String of(T server) throws IOException;
    }

    /** One line of an answer. */
    private <T extends AutoCloseable> String started(
            String name, String variable, Start<T> start, Address<T> address) {
        System.err.println("flowkeep: starting " + name);
        try {
            T server = start.run();
            started.push(server);
            return variable + "=" + address.of(server);
        } catch (Exception | AssertionError e) {
            System.err.println("flowkeep: " + name + " does not start: " + e.getMessage());
            return "missing " + name + " (it does not start)";
        }
    }

    private static String given(String variable) {
        return System.getenv().getOrDefault(variable, "");
    }

    private String postgres() throws IOException, InterruptedException {
        String variable = "FLOWKEEP_TEST_POSTGRES_URL";
        if (!given(variable).isEmpty()) {
            return variable + "=" + given(variable);
        }
        if (!PostgresNode.isInstalled()) {
            return "missing PostgreSQL";
        }
        if (PostgresNode.answers(POSTGRES)) {
            return variable + "=" + PostgresNode.url(POSTGRES);
        }
        return started(
                "PostgreSQL", variable, () -> PostgresNode.start(_ -> {}), PostgresNode::url);
    }

    private String rabbit() throws IOException {
        String variable = "FLOWKEEP_TEST_RABBITMQ_URL";
        if (!given(variable).isEmpty()) {
            return variable + "=" + given(variable);
        }
        if (!RabbitNode.isInstalled()) {
            return "missing RabbitMQ";
        }
        if (RabbitNode.answers(RABBITMQ)) {
            return variable + "=" + RabbitNode.url(RABBITMQ);
        }
        Path home = Files.createTempDirectory("flowkeep-rabbitmq-");
        started.push(() -> Node.delete(home));
        return started("RabbitMQ", variable, () -> RabbitNode.start(home), RabbitNode::url);
    }

    private String ceph() {
        String variable = "FLOWKEEP_TEST_CEPH_URL";
        if (!given(variable).isEmpty()) {
            return variable + "=" + given(variable);
        }
        if (!CephNode.isInstalled()) {
            return "missing Ceph's gateway";
        }
        return started("Ceph's gateway", variable, CephNode::start, CephNode::url);
    }

    private String s3Mock(Path jar) {
        String variable = "FLOWKEEP_TEST_S3MOCK_URL";
        return started(
                "S3Mock", variable, () -> S3MockNode.start(jar), server -> server.url().toString());
    }

    private void end() {
        for (AutoCloseable server : started) {
            try {
                server.close();
            } catch (Exception e) {
                System.err.println("flowkeep: a server does not end: " + e);
            }
        }
        // Ended in the middle of a start, it has some that are not among them yet.
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    }
}
