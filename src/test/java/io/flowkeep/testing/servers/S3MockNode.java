package io.flowkeep.testing.servers;

import io.flowkeep.testing.Node;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Adobe's S3Mock on a free port of the loopback, with all of its files in a temporary folder. */
public final class S3MockNode implements AutoCloseable {
    private static final Duration STARTING = Duration.ofSeconds(90);
    private static final Pattern PORT = Pattern.compile("started on .*?(\\d+) \\(http\\)");

    private final Path home;
    private final Node server;

    private S3MockNode(Path home, Node server) {
        this.home = home;
        this.server = server;
    }

    /** Starts it from its jar and waits until it listens. */
    public static S3MockNode start(Path jar) throws IOException, InterruptedException {
        Path home = Files.createTempDirectory("flowkeep-s3-");
        Node server =
                Node.start(
                        "S3Mock",
                        home,
                        home.resolve("out"),
                        Map.of(),
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "-Xmx384m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-jar",
                                jar.toAbsolutePath().toString(),
                                "--server.address=127.0.0.1",
                                "--server.port=0",
                                "--http.port=0",
                                "--logging.level.root=WARN",
                                "--logging.level.org.springframework.boot=INFO",
                                "--com.adobe.testing.s3mock.store.root=" + home.resolve("root")));
        S3MockNode node = new S3MockNode(home, server);
        try {
            server.await(STARTING, () -> PORT.matcher(server.said()).find());
            return node;
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            node.close();
            throw e;
        }
    }

    /** Where it answers. */
    public URI url() throws IOException {
        Matcher port = PORT.matcher(server.said());
        if (!port.find()) {
            throw new IllegalStateException("it does not say where");
        }
        return URI.create("http://127.0.0.1:" + port.group(1));
    }

    @Override
    public void close() {
        try {
            server.kill();
        } finally {
            Node.delete(home);
        }
    }
}
