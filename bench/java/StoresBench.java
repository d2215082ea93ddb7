import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Measures files in a bucket and context in PostgreSQL: the loads of {@link Bench}, then a context
 * set with 64 projects writing at once to one, two and three servers. PostgreSQL, the S3 server, the
 * servers and wrk share the same cores.
 */
final class StoresBench implements AutoCloseable {
    private static final int CONNECTIONS = 16;
    private static final int PROJECTS = 64;
    private static final Pattern S3_PORT = Pattern.compile("started on .*?(\\d+) \\(http\\)");
    private static final String BUCKET = "bench";

    private final Path root;
    private final Path scratch;
    private final Path script;
    private final int rounds;
    private final int seconds;
    private final Postgres postgres;
    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    private StoresBench(Path root, Path scratch, boolean quick) throws Exception {
        this.root = root;
        this.scratch = scratch;
        this.script = root.resolve("bench/load.lua");
        this.rounds = quick ? 1 : 3;
        this.seconds = quick ? 1 : 4;
        this.postgres = Postgres.create();
        open.add(postgres);
    }

    /** The first argument is the project's folder; --quick makes it short. */
    public static void main(String[] arguments) throws Exception {
        Path root = Path.of(arguments[0]);
        Path target = Files.createDirectories(root.resolve("target"));
        Path scratch = Files.createTempDirectory(target, "bench-stores-");
        boolean failed;
        try (StoresBench bench =
                new StoresBench(root, scratch, List.of(arguments).contains("--quick"))) {
            bench.run();
            failed = !bench.failures.isEmpty();
        }
        System.exit(failed ? 1 : 0);
    }

    private void run() throws Exception {
        Platform platform = new Platform();
        open.add(platform);
        String s3 = startS3();
        Server first = server(1, platform.url(), s3);
        first.start();
        Load.seed(first);
        Load.check(first);
        System.out.printf("files in a bucket, context in PostgreSQL, %d connections%n", CONNECTIONS);
        for (Load load : Load.values()) {
            load.run(script, first.port, CONNECTIONS, 2 * seconds, 0);
            line(load.title, rounds(() -> load.run(script, first.port, CONNECTIONS, seconds, 1)));
        }
        line("PostgreSQL alone: one row, one commit", rounds(this::commits));
        Load.check(first);
        System.out.printf("%ncontext set, %1$d projects writing at once over %1$d connections%n", PROJECTS);
        List<Server> servers = new ArrayList<>(List.of(first));
        for (int number = 1; number <= 3; number++) {
            if (number > 1) {
                Server next = server(number, platform.url(), s3);
                next.start();
                servers.add(next);
            }
            sets(servers, 2 * seconds);
            line(number + (number == 1 ? " server" : " servers"), rounds(() -> sets(servers, seconds)));
        }
        System.out.printf("peak resident memory of the first: %d MiB%n", first.peakMebibytes());
        failures.forEach(text -> System.out.println("FAILED " + text));
    }

    private Server server(int number, String platform, String s3) throws IOException {
        String command = "exec " + root.resolve("flowkeep") + " serve";
        Server server =
                new Server(
                        "Flowkeep " + number,
                        List.of("bash", "-c", command),
                        scratch.resolve("home-" + number));
        open.add(server);
        server.configure(
                "flowkeep.yml",
                """
                host: 127.0.0.1
                base_url: %s
                driver:
                  type: s3
                  options:
                    bucket: %s
                    region: eu-west-1
                    endpoint: %s
                    forcePathStyle: true
                    credentials: {accessKeyId: id, secretAccessKey: secret}
                context: {options: {type: postgres, %s}}
                logging: {level: warn, http: error}
                """
                        .formatted(platform, BUCKET, s3, postgres.keys()));
        return server;
    }

    /** The same load on each of the servers at once, each with its share of the connections. */
    private Load.Run sets(List<Server> servers, int duration) throws Exception {
        List<Future<Load.Run>> runs = new ArrayList<>();
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            for (int at = 0; at < servers.size(); at++) {
                int port = servers.get(at).port;
                String seed = Integer.toString(at);
                runs.add(
                        threads.submit(
                                () ->
                                        Load.wrk(
                                                script,
                                                port,
                                                PROJECTS / servers.size(),
                                                duration,
                                                List.of("context-set-projects", Load.TOKEN, seed))));
            }
            double perSecond = 0;
            long failed = 0;
            double median = 0;
            double p99 = 0;
            for (Future<Load.Run> future : runs) {
                Load.Run run = future.get();
                perSecond += run.perSecond();
                failed += run.failures();
                median = Math.max(median, run.medianMillis());
                p99 = Math.max(p99, run.p99Millis());
            }
            return new Load.Run(perSecond, failed, median, p99);
        }
    }

    /** What PostgreSQL does here with as many connections, each statement a commit of its own. */
    private Load.Run commits() throws Exception {
        Path file = scratch.resolve("commit.sql");
        Files.writeString(
                file, "\\set id random(1, 1000)\nUPDATE bench SET n = n + 1 WHERE id = :id;\n");
        return new Load.Run(postgres.perSecond(file, CONNECTIONS, seconds), 0, 0, 0);
    }

    private List<Load.Run> rounds(Callable<Load.Run> load) throws Exception {
        List<Load.Run> runs = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            runs.add(load.call());
        }
        runs.sort(Comparator.comparingDouble(Load.Run::perSecond));
        return runs;
    }

    private void line(String title, List<Load.Run> runs) {
        long failed = runs.stream().mapToLong(Load.Run::failures).sum();
        if (failed > 0) {
            failures.add(title + ": " + failed + " failed requests");
        }
        Load.Run middle = runs.get(runs.size() / 2);
        System.out.printf(
                Locale.ROOT,
                "%-40s%,10.0f/s%s  (%,.0f-%,.0f)  median %.2f ms, p99 %.2f ms%n",
                title,
                middle.perSecond(),
                failed > 0 ? "!" : "",
                runs.getFirst().perSecond(),
                runs.getLast().perSecond(),
                middle.medianMillis(),
                middle.p99Millis());
    }

    /** A real server that speaks S3's language, with an empty bucket; its address. */
    private String startS3() throws Exception {
        Path jar = root.resolve("target/neighbours/s3mock.jar");
        if (!Files.exists(jar)) {
            throw new IOException(jar + " is not there; ./flowkeep check brings it");
        }
        Path out = scratch.resolve("s3.log");
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "-Xmx512m",
                                "-XX:+UseSerialGC",
                                "-jar",
                                jar.toString(),
                                "--server.address=127.0.0.1",
                                "--server.port=0",
                                "--http.port=0",
                                "--logging.level.root=WARN",
                                "--logging.level.org.springframework.boot.tomcat=INFO")
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .start();
        open.add(process::destroyForcibly);
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (System.nanoTime() < deadline && process.isAlive()) {
            Matcher said = S3_PORT.matcher(Files.readString(out));
            if (said.find()) {
                String url = "http://127.0.0.1:" + said.group(1);
                makeBucket(url);
                return url;
            }
            Thread.sleep(50);
        }
        throw new IOException("the S3 server did not start:\n" + Files.readString(out));
    }

    private static void makeBucket(String url) throws IOException {
        HttpURLConnection request =
                (HttpURLConnection) URI.create(url + "/" + BUCKET).toURL().openConnection();
        request.setRequestMethod("PUT");
        if (request.getResponseCode() != 200) {
            throw new IOException("no bucket: " + request.getResponseCode());
        }
    }

    @Override
    public void close() throws IOException {
        for (AutoCloseable part : open.reversed()) {
            try {
                part.close();
            } catch (Exception e) {
                System.err.println("bench: could not end a part: " + e);
            }
        }
        try (Stream<Path> paths = Files.walk(scratch)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
