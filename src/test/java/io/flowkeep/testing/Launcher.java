package io.flowkeep.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Starts the server as its operator does, with {@code ./flowkeep serve}. Stateless. */
public final class Launcher {
    private static final Duration START = Duration.ofSeconds(60);

    private Launcher() {}

    /** The folder of the project, where the launcher is. */
    public static Path projectFolder() {
        return Path.of(System.getProperty("flowkeep.basedir", "")).toAbsolutePath();
    }

    /**
     * Starts a server and waits until it answers; its log is added to {@code flowkeep.log} in
     * {@code folder}.
     *
     * @param home holds its configuration, which says to listen on {@code port} of the loopback
     * @param environment more variables of the launcher
     */
    public static Node serve(
            HttpClient client, Path folder, Path home, int port, Map<String, String> environment)
            throws IOException, InterruptedException {
        Map<String, String> all = new HashMap<>(environment);
        all.put("FLOWFORGE_HOME", home.toString());
        all.put("JAVA_HOME", System.getProperty("java.home", ""));
        Node child =
                Node.start(
                        "Flowkeep",
                        folder,
                        folder.resolve("flowkeep.log"),
                        all,
                        List.of(projectFolder().resolve("flowkeep").toString(), "serve"));
        try {
            child.awaitOk(client, URI.create("http://127.0.0.1:" + port + "/health"), START);
            return child;
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            child.close();
            throw e;
        }
    }

    /** A port of the loopback that nobody listens on now. */
    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
