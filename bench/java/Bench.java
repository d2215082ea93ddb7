import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Measures a server against what the machine can do, against a peer if one is given, and beside what
 * was recorded of the original. Within a load everything measured takes turns, round by round, so that
 * a busy moment of the machine hits all alike: trust the ratios of one run more than its numbers.
 */
final class Bench implements AutoCloseable {
    private static final String OWN = "Flowkeep";
    private static final String PEER = "peer";
    private final Options options;
    private final Path scratch;
    private final Path script;
    private final Results results = new Results();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<Server> servers = new ArrayList<>();

    private Bench(Options options, Path script) throws IOException {
        this.options = options;
        this.script = script;
        Path target = Files.createDirectories(options.root().resolve("target"));
        this.scratch = Files.createTempDirectory(target, "bench-");
    }

    /** The first argument is the project's folder; the rest are the user's. */
    public static void main(String[] arguments) throws Exception {
        Path root = Path.of(arguments[0]);
        Options options;
        try {
            options = Options.parse(root, List.of(arguments).subList(1, arguments.length));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n" + Options.USAGE);
            System.exit(2);
            return;
        }
        boolean hasFailures;
        Bench bench = new Bench(options, root.resolve("bench/load.lua"));
        Thread atExit = new Thread(bench::close);
        Runtime.getRuntime().addShutdownHook(atExit);
        try (bench) {
            hasFailures = bench.run();
        }
        System.exit(hasFailures ? 1 : 0);
    }

    private boolean run() throws Exception {
        Platform platform = new Platform();
        open.add(platform);
        addServer(OWN, options.server(), platform);
        if (!options.peer().isEmpty()) {
            addServer(PEER, options.peer(), platform);
        }
        measureStarts();
        for (Server server : servers) {
            Load.seed(server);
            Load.check(server);
        }
        Nginx nginx = Nginx.start(Files.createDirectories(scratch.resolve("nginx")));
        open.add(nginx);
        Path limitsFolder = Files.createDirectories(scratch.resolve("limits"));
        Limits limits = new Limits(limitsFolder, options.root().resolve("target/lib"));
        for (Load load : Load.values()) {
            warmUp(load);
            for (int connections : options.connections()) {
                measure(load, connections, nginx, limits);
            }
        }
        for (Server server : servers) {
            Load.check(server);
        }
        report();
        return !results.failures().isEmpty();
    }

    private void addServer(String name, String command, Platform platform) throws IOException {
        Path home = scratch.resolve("home-" + name);
        Server server = new Server(name, List.of("bash", "-c", "exec " + command), home);
        server.configure(platform.url());
        servers.add(server);
        open.add(server);
    }

    /** A start with nothing there, not counted if it had to build, then starts with data. */
    private void measureStarts() throws IOException, InterruptedException {
        say("start-up");
        for (Server server : servers) {
            server.start();
            server.close();
        }
        for (int round = 0; round < options.rounds(); round++) {
            for (Server server : servers) {
                results.addStart(server.name, server.start().toNanos() / 1e6);
                if (round + 1 < options.rounds()) {
                    server.close();
                }
            }
        }
    }

    /** Not counted: a compiler that still works is another measurement. */
    private void warmUp(Load load) throws IOException, InterruptedException {
        for (Server server : servers) {
            load.run(script, server.port, 16, 3 * options.seconds(), 0);
        }
    }

    private void measure(Load load, int connections, Nginx nginx, Limits limits) throws Exception {
        for (int round = 1; round <= options.rounds(); round++) {
            say("%s, %d connections, round %d".formatted(load.title, connections, round));
            for (Server server : servers) {
                results.add(
                        load,
                        connections,
                        server.name,
                        load.run(script, server.port, connections, options.seconds(), round));
            }
            if (load.limit != Load.Limit.NONE) {
                Load.Run limit = limit(load, connections, nginx, limits, round);
                results.add(load, connections, load.limit.title, limit);
            }
        }
    }

    private Load.Run limit(Load load, int connections, Nginx nginx, Limits limits, int round)
            throws Exception {
        int seconds = options.seconds();
        return switch (load.limit) {
            case NGINX -> load.run(script, nginx.port, connections, seconds, round);
            case REPLACE -> raw(limits.replacesPerSecond(connections, seconds));
            case APPEND -> raw(limits.appendsPerSecond(connections, seconds));
            case COMMIT -> raw(limits.commitsPerSecond(seconds));
            case NONE -> throw new IllegalStateException("no limit for " + load);
        };
    }

    private static Load.Run raw(double perSecond) {
        return new Load.Run(perSecond, 0, 0, 0);
    }

    private void report() {
        String peer = options.peer().isEmpty() ? "" : PEER;
        System.out.println(results.table(OWN, peer, options.connections()));
        System.out.println(results.starts());
        for (Server server : servers) {
            System.out.printf(
                    "peak resident memory of %s: %d MiB%n", server.name, server.peakMebibytes());
        }
        System.out.println(
                """

                limit: for a GET nginx with sendfile; for a replace, an append and a context set plain loops of the
                least durable work, as many threads as connections (SQLite has one writer). Sharing a flush between
                writers can pass them.
                * recorded of the original on a machine like this one, at 16-32 connections, its writes not synced, 140 MB
                resident: not measured in this run.""");
        if (options.rounds() == 1) {
            System.out.println("One round only: shows that it works, no numbers to quote.");
        }
        results.failures().forEach(line -> System.out.println("FAILED " + line));
        if (!results.failures().isEmpty()) {
            System.out.println("Numbers marked ! count only what succeeded: don't quote them.");
        }
    }

    private static void say(String what) {
        System.err.println("bench: " + what);
    }

    /** Ends every server and removes the scratch folder; safe to call twice. */
    @Override
    public synchronized void close() {
        for (AutoCloseable part : open.reversed()) {
            try {
                part.close();
            } catch (Exception e) {
                System.err.println("bench: could not end a part: " + e);
            }
        }
        open.clear();
        if (!Files.exists(scratch)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(scratch)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            System.err.println("bench: could not remove " + scratch + ": " + e);
        }
    }
}
