import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Measures starts: with the whole machine, and with the tenth of a processor that the replaced servers'
 * manifests allow. With the data of an earlier start in place.
 */
final class StartBench {
    private static final String FLOWS =
            """
            host: 127.0.0.1
            flows: {storage: {type: sqlite}}
            logging: {level: warn}
            """;
    private final Path root;
    private final int rounds;
    private final Table table =
            new Table(List.of("start", "processor", "median ms", "all", "processor ms", "peak MiB"));

    private StartBench(Path root, int rounds) {
        this.root = root;
        this.rounds = rounds;
    }

    /** The first argument is the project's folder; {@code --quick} starts each kind once. */
    public static void main(String[] arguments) throws Exception {
        List<String> options = List.of(arguments).subList(1, arguments.length);
        new StartBench(Path.of(arguments[0]), options.contains("--quick") ? 1 : 5).run();
    }

    private void run() throws Exception {
        Path target = Files.createDirectories(root.resolve("target"));
        Path scratch = Files.createTempDirectory(target, "bench-start-");
        try (Platform platform = new Platform()) {
            for (String kind : List.of("files and context", "flows")) {
                Path home = scratch.resolve(kind.replace(' ', '-'));
                try (Server first = server(command(), home)) {
                    if (kind.equals("flows")) {
                        first.configure("flowkeep.yml", FLOWS);
                    } else {
                        first.configure(platform.url());
                    }
                    first.start();
                }
                measure(kind, "all", command(), home);
                try (Share tenth = Share.tenth()) {
                    measure(kind, "a tenth", tenth.entered(command()), home);
                } catch (IOException e) {
                    table.add(List.of(kind, "a tenth", "not measured: " + e.getMessage(), "", "", ""));
                }
            }
        }
        System.out.println(table);
        new ProcessBuilder("rm", "-rf", scratch.toString()).start().waitFor();
    }

    private List<String> command() {
        return List.of(root.resolve("flowkeep").toString(), "serve");
    }

    private static Server server(List<String> command, Path home) throws IOException {
        return new Server("Flowkeep", command, home);
    }

    private void measure(String kind, String share, List<String> command, Path home) throws Exception {
        List<Double> millis = new ArrayList<>();
        List<Double> processorMillis = new ArrayList<>();
        long peak = 0;
        for (int round = 0; round < rounds; round++) {
            try (Server server = server(command, home)) {
                millis.add(server.start().toNanos() / 1e6);
                processorMillis.add(server.processorTime().toMillis() * 1.0);
                peak = Math.max(peak, server.peakMebibytes());
            }
        }
        table.add(
                List.of(
                        kind,
                        share,
                        number(Results.median(millis)),
                        String.join(" ", millis.stream().map(StartBench::number).toList()),
                        number(Results.median(processorMillis)),
                        Long.toString(peak)));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.0f", value);
    }
}
