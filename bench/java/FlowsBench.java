import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Measures the flows face, on SQLite or with --postgres on PostgreSQL: the same loads over 100 flows and over many, in one run, so that
 * it can be seen whether the first page costs more when there are more pages.
 */
final class FlowsBench {
    private static final int CONNECTIONS = 16;
    private static final int FEW = 100;
    private static final int BULK = 500;
    private static final List<String> READS = List.of("get", "list-10", "list-100", "search");
    private static final Pattern ID = Pattern.compile("\"id\":\"([0-9a-f]{24})\"}");

    private final Path root;
    private final Path scratch;
    private final int rounds;
    private final int seconds;
    private final int many;
    private final List<String> ids = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private String token = "";

    private FlowsBench(Path root, Path scratch, int rounds, int seconds, int many) {
        this.root = root;
        this.scratch = scratch;
        this.rounds = rounds;
        this.seconds = seconds;
        this.many = many;
    }

    /** The first argument is the project's folder; --quick makes it short. */
    public static void main(String[] arguments) throws Exception {
        Path root = Path.of(arguments[0]);
        boolean quick = List.of(arguments).contains("--quick");
        boolean onPostgres = List.of(arguments).contains("--postgres");
        Path target = Files.createDirectories(root.resolve("target"));
        Path scratch = Files.createTempDirectory(target, "bench-flows-");
        FlowsBench bench =
                new FlowsBench(root, scratch, quick ? 1 : 3, quick ? 1 : 4, quick ? 2_000 : 100_000);
        try {
            if (onPostgres) {
                try (Postgres postgres = Postgres.create()) {
                    bench.run("{type: postgres, " + postgres.keys() + "}");
                }
            } else {
                bench.run("{type: sqlite}");
            }
        } finally {
            try (Stream<Path> paths = Files.walk(scratch)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        System.exit(bench.failures.isEmpty() ? 0 : 1);
    }

    private void run(String storage) throws Exception {
        String command = "exec " + root.resolve("flowkeep") + " serve";
        try (Server server =
                new Server("Flowkeep", List.of("bash", "-c", command), scratch.resolve("home"))) {
            server.configure(
                    "flowkeep.yml",
                    """
                    host: 127.0.0.1
                    flows: {storage: %s}
                    logging: {level: warn, http: error}
                    """
                            .formatted(storage));
            server.start();
            token = token(server);
            server.useToken(token);
            fill(server, FEW);
            warmUp(server);
            report(FEW, server);
            fill(server, many);
            report(many, server);
            System.out.printf("%n%-34s", "create, durable, with its event");
            System.out.println(median(server, "create"));
            System.out.printf("peak resident memory: %d MiB%n", server.peakMebibytes());
        }
        failures.forEach(line -> System.out.println("FAILED " + line));
    }

    private void report(int flows, Server server) throws Exception {
        System.out.printf("%nover %,d flows, %d connections%n", flows, CONNECTIONS);
        for (String load : READS) {
            System.out.printf("%-34s%s%n", load, median(server, load));
        }
    }

    /** Not counted: a compiler that still works is another measurement. */
    private void warmUp(Server server) throws Exception {
        for (String load : READS) {
            wrk(server, load, 3 * seconds, 0);
        }
    }

    private String median(Server server, String load) throws Exception {
        List<Load.Run> runs = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            System.err.printf("bench: %s, round %d%n", load, round);
            Load.Run run = wrk(server, load, seconds, round);
            if (run.failures() > 0) {
                failures.add(load + ": " + run.failures() + " failed requests");
            }
            runs.add(run);
        }
        runs.sort(Comparator.comparingDouble(Load.Run::perSecond));
        Load.Run middle = runs.get(runs.size() / 2);
        return String.format(
                Locale.ROOT,
                "%,10.0f/s  (%,.0f-%,.0f)  median %.2f ms, p99 %.2f ms",
                middle.perSecond(),
                runs.getFirst().perSecond(),
                runs.getLast().perSecond(),
                middle.medianMillis(),
                middle.p99Millis());
    }

    private Load.Run wrk(Server server, String load, int duration, int seed) throws Exception {
        Path idFile = scratch.resolve("ids");
        Files.write(idFile, ids);
        return Load.wrk(
                root.resolve("bench/flows.lua"),
                server.port,
                CONNECTIONS,
                duration,
                List.of(load, token, Integer.toString(seed), idFile.toString()));
    }

    /** Makes flows until there are so many; each word to search for is in about one of 900. */
    private void fill(Server server, int wanted) throws IOException, InterruptedException {
        System.err.printf("bench: filling up to %,d flows%n", wanted);
        while (ids.size() < wanted) {
            StringBuilder flows = new StringBuilder("[");
            for (int at = 0; at < Math.min(BULK, wanted - ids.size()); at++) {
                int number = ids.size() + at;
                flows.append(at == 0 ? "" : ",")
                        .append("{\"name\":\"Flow number ")
                        .append(number)
                        .append(" needle")
                        .append(100 + number % 900)
                        .append("\",\"description\":\"One of many flows that take persons over\",")
                        .append("\"graph\":{\"nodes\":[")
                        .append("{\"id\":\"step_1\",\"componentId\":\"5ca5c44c187c040010a9bb8b\",")
                        .append("\"function\":\"getPersons\",\"fields\":{\"interval\":60}},")
                        .append("{\"id\":\"step_2\",\"componentId\":\"5ca5c44c187c040010a9bb8c\",")
                        .append("\"function\":\"upsertPerson\"}],")
                        .append("\"edges\":[{\"source\":\"step_1\",\"target\":\"step_2\"}]}}");
            }
            byte[] answer =
                    server.postForAnswer(
                            "/flows",
                            "application/json",
                            flows.append("]").toString().getBytes(StandardCharsets.UTF_8));
            Matcher made = ID.matcher(new String(answer, StandardCharsets.UTF_8));
            int before = ids.size();
            while (made.find()) {
                ids.add(made.group(1));
            }
            if (ids.size() == before) {
                throw new IOException("no flows were made: " + new String(answer, StandardCharsets.UTF_8));
            }
        }
    }

    private String token(Server server) throws IOException, InterruptedException {
        ProcessBuilder command =
                new ProcessBuilder(
                        root.resolve("flowkeep").toString(),
                        "token",
                        "create",
                        "--sub",
                        "5e0000000000000000000011",
                        "--tenant",
                        "5f0000000000000000000a01",
                        "--permission",
                        "flows.read",
                        "--permission",
                        "flows.write",
                        "--permission",
                        "flows.bulk");
        command.environment().put("FLOWFORGE_HOME", server.home().toString());
        Process process = command.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException("no token could be made: " + said);
        }
        return said.strip();
    }
}
