package io.flowkeep.e2e;

import static java.util.Objects.requireNonNull;

import io.flowkeep.json.Json;
import io.flowkeep.neighbours.FakePlatform;
import io.flowkeep.testing.Launcher;
import io.flowkeep.testing.Node;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Flowkeep, Node-RED and the platform's check on one machine, set up as a FlowFuse operator would:
 * the file-server's own configuration file in its home folder, and Node-RED with the settings that
 * FlowFuse's launcher generates. Both programs can be killed and started again on the same ports
 * and folders. One test class only.
 */
final class Neighbourhood implements AutoCloseable {
    static final String TEAM = "team1";
    static final String PROJECT = "5d2e7c1a-0001-4b7a-9a53-2f6f0f6d1e01";
    static final String DIRECT_PROJECT = "5d2e7c1a-0002-4b7a-9a53-2f6f0f6d1e02";

    /** Quota of files and of context alike, in bytes. */
    static final int QUOTA_BYTES = 100_000;

    private static final Duration START = Duration.ofSeconds(60);

    private final HttpClient client;
    private final FakePlatform platform;
    private final NodePackages packages;
    private final Path folder;
    private final int flowkeepPort;
    private final int nodeRedPort;
    private final List<Node> running = new ArrayList<>();
    private @Nullable Node nodeRedChild;

    private Neighbourhood(
            HttpClient client, FakePlatform platform, NodePackages packages, Path folder)
            throws IOException {
        this.client = client;
        this.platform = platform;
        this.packages = packages;
        this.folder = folder;
        this.flowkeepPort = Launcher.freePort();
        this.nodeRedPort = Launcher.freePort();
    }

    /** Installs what is missing and starts all three, with their data below {@code folder}. */
    static Neighbourhood start(HttpClient client, NodeRedVersion version, Path folder)
            throws IOException, InterruptedException {
        NodePackages packages = NodePackages.install(Launcher.projectFolder(), version);
        FakePlatform platform = FakePlatform.start();
        ObjectNode quota = Json.object().put("file", QUOTA_BYTES).put("context", QUOTA_BYTES);
        String allowed = Json.text(Json.object().set("quota", quota));
        platform.respond("e2e", exchange -> FakePlatform.send(exchange, 200, allowed));
        Neighbourhood all = new Neighbourhood(client, platform, packages, folder);
        try {
            all.writeSettings();
            all.startFlowkeep();
            all.startNodeRed();
            return all;
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            all.close();
            throw e;
        }
    }

    /** Where Node-RED's HTTP nodes and its admin API answer. */
    URI nodeRed(String pathAndQuery) {
        return URI.create("http://127.0.0.1:" + nodeRedPort + pathAndQuery);
    }

    /** Where Flowkeep answers. */
    URI flowkeep(String pathAndQuery) {
        return URI.create("http://127.0.0.1:" + flowkeepPort + pathAndQuery);
    }

    /** The token that Node-RED's plug-ins send for a project. */
    static String token(String project) {
        return "e2e~" + project;
    }

    /** The folder that holds a project's files on the disk, as the original lays them out. */
    Path projectFiles() {
        return home().resolve("storage").resolve(TEAM).resolve(PROJECT);
    }

    /** Kills Flowkeep and Node-RED in the middle of whatever they do. */
    void killBoth() {
        running.forEach(Node::close);
        running.clear();
    }

    /** Starts both again where they were killed. */
    void startBoth() throws IOException, InterruptedException {
        startFlowkeep();
        startNodeRed();
    }

    private Path home() {
        return folder.resolve("home");
    }

    private void writeSettings() throws IOException {
        Path etc = Files.createDirectories(home().resolve("etc"));
        Files.writeString(
                etc.resolve("flowforge-storage.yml"),
                """
                host: 127.0.0.1
                port: %d
                base_url: %s
                driver:
                  type: localfs
                  options:
                    root: storage
                context:
                  type: db
                  options:
                    type: sqlite
                    storage: context.db
                """
                        .formatted(flowkeepPort, platform.baseUrl()));
        Path user = Files.createDirectories(folder.resolve("node-red"));
        NodePackages.copyResource("flows.json", user.resolve("flows.json"));
        Files.writeString(
                folder.resolve("given.json"),
                Json.text(
                        Json.object()
                                .put("platform", platform.baseUrl().toString())
                                .put("flowkeep", flowkeep("").toString())
                                .put("team", TEAM)
                                .put("project", PROJECT)
                                .put("token", token(PROJECT))
                                .put("directProject", DIRECT_PROJECT)
                                .put("directToken", token(DIRECT_PROJECT))));
    }

    private void startFlowkeep() throws IOException, InterruptedException {
        running.add(Launcher.serve(client, folder, home(), flowkeepPort, Map.of()));
    }

    private void startNodeRed() throws IOException, InterruptedException {
        Node child =
                Node.start(
                        "Node-RED",
                        folder,
                        folder.resolve("node-red.log"),
                        Map.of("FLOWKEEP_E2E", folder.resolve("given.json").toString()),
                        List.of(
                                packages.node(),
                                packages.folder()
                                        .resolve("node_modules/node-red/red.js")
                                        .toString(),
                                "--settings",
                                packages.folder().resolve("settings.js").toString(),
                                "--userDir",
                                folder.resolve("node-red").toString(),
                                "--port",
                                Integer.toString(nodeRedPort)));
        running.add(child);
        nodeRedChild = child;
        awaitFlows();
    }

    /** Waits until all flows run: the one that answers here is started last. */
    void awaitFlows() throws IOException, InterruptedException {
        requireNonNull(nodeRedChild).awaitOk(client, nodeRed("/up"), START);
    }

    /** Ends everything; fails if a port is still held then. */
    @Override
    public void close() throws IOException {
        try {
            killBoth();
        } finally {
            platform.close();
        }
        for (int port : List.of(flowkeepPort, nodeRedPort)) {
            new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
        }
    }
}
