package io.flowkeep.testing;

import io.flowkeep.neighbours.FakeIam;
import io.flowkeep.neighbours.FakePlatform;
import java.nio.file.Path;

/**
 * A whole server with what it needs to let anybody in: a fake platform, a fake Identity Management
 * and a client. Files are in {@code root} of its home. Closing it ends all of them. One test only.
 */
public final class House implements AutoCloseable {
    private static final String FILES = "driver: {type: localfs, options: {root: root}}\n";
    private static final String CONTEXT = "context: {type: db}\n";

    private final FakePlatform platform = FakePlatform.start();
    private final FakeIam iam = FakeIam.start();
    private final Path home;
    private final String yaml;
    private TestServer server;
    private Wire wire;

    /** Writes a configuration that names the neighbours. */
    private interface Plan {
        String yaml(House house);
    }

    private House(Path home, Plan plan) {
        this.home = home;
        try {
            yaml = plan.yaml(this);
            server = TestServer.start(home, yaml);
            wire = new Wire(server.port());
        } catch (RuntimeException | Error e) {
            iam.close();
            platform.close();
            throw e;
        }
    }

    /** Files in a folder, each project with the platform's usual quota of 100 MiB. */
    public static House withFiles(Path home) {
        return with(home, FILES);
    }

    /** Files in a folder, each project with this quota by {@link #tokenOfOwnQuota}. */
    public static House withFiles(Path home, long quotaBytes) {
        House house = withFiles(home);
        String quota = "{\"quota\":{\"file\":%d}}".formatted(quotaBytes);
        house.platform.respond("own", exchange -> FakePlatform.send(exchange, 200, quota));
        return house;
    }

    /** Files in a folder and context in SQLite. */
    public static House withFilesAndContext(Path home) {
        return withFilesAndContext(home, "");
    }

    /** Files in a folder, context in SQLite, and more configuration. */
    public static House withFilesAndContext(Path home, String more) {
        return with(home, FILES + CONTEXT + more);
    }

    /** Files in memory, and context in SQLite. */
    public static House withContext(Path home) {
        return withContext(home, "");
    }

    /** Files in memory, context in SQLite, and more configuration. */
    public static House withContext(Path home, String more) {
        return with(home, "driver: {type: memory}\n" + CONTEXT + more);
    }

    /**
     * Flows only, with the embedded bus.
     *
     * @param storage where they are: the value of {@code flows.storage}
     */
    public static House withFlows(Path home, String storage) {
        return new House(home, house -> house.flows(storage));
    }

    /**
     * All three faces, files in memory.
     *
     * @param context the value of {@code context}
     * @param storage the value of {@code flows.storage}
     */
    public static House withAll(Path home, String context, String storage) {
        return new House(
                home,
                house ->
                        house.platformYaml()
                                + "driver: {type: memory}\ncontext: "
                                + context
                                + "\n"
                                + house.flows(storage));
    }

    /** Any configuration, with the platform's address added. */
    public static House with(Path home, String yaml) {
        return new House(home, house -> house.platformYaml() + yaml);
    }

    private String platformYaml() {
        return "base_url: " + platform.baseUrl() + "\n";
    }

    private String flows(String storage) {
        return """
        flows: {storage: %s}
        events: {type: inprocess}
        iam: {basic_url: "%s", oidc_url: "%s", token: %s}
        """
                .formatted(storage, iam.basicEndpoint(), iam.oidcEndpoint(), FakeIam.SERVICE_TOKEN);
    }

    /** A token for one project, with the quota that the server was started with. */
    public static String tokenOfOwnQuota(String project) {
        return "own~" + project;
    }

    /** A client of the server; another one after {@link #start}. */
    public Wire wire() {
        return wire;
    }

    /** The platform, which stays the same over restarts. */
    public FakePlatform platform() {
        return platform;
    }

    /** The port of the server; another one after {@link #start}. */
    public int port() {
        return server.port();
    }

    /** Stops the server alone, as a signal does. */
    public void stop() {
        wire.close();
        server.close();
    }

    /** Starts the stopped server again; a new client of it. */
    public Wire start() {
        server = TestServer.start(home, yaml);
        wire = new Wire(server.port());
        return wire;
    }

    @Override
    public void close() {
        stop();
        iam.close();
        platform.close();
    }
}
