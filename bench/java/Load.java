import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What is sent, by wrk with the script beside it, and what the original did here. */
enum Load {
    GET_1K("get-1k", "file GET 1 KiB", 6_900, Limit.NGINX),
    GET_1M("get-1m", "file GET 1 MiB", 1_630, Limit.NGINX),
    REPLACE("replace", "file replace 1 KiB, 200 files", 660, Limit.REPLACE),
    APPEND("append", "file append 100 B, 200 files", 810, Limit.APPEND),
    APPEND_ONE("append-one", "file append 100 B, one file", 0, Limit.NONE),
    CONTEXT_SET("context-set", "context set", 153, Limit.COMMIT),
    CONTEXT_GET("context-get", "context get", 1_450, Limit.NONE);

    /** The practical limit that a load is compared with. */
    enum Limit {
        NGINX("nginx, sendfile"),
        REPLACE("raw write, fsync, rename, fsync folder"),
        APPEND("raw append, fsync"),
        COMMIT("raw SQLite commit, WAL, synchronous=FULL"),
        NONE("");

        final String title;

        Limit(String title) {
            this.title = title;
        }
    }

    static final String TOKEN = "bench";
    final String scriptName;
    final String title;

    /** Requests per second as recorded of the original; 0 where nothing was recorded. */
    final int recordedPerSecond;

    final Limit limit;

    Load(String scriptName, String title, int recordedPerSecond, Limit limit) {
        this.scriptName = scriptName;
        this.title = title;
        this.recordedPerSecond = recordedPerSecond;
        this.limit = limit;
    }

    /** Puts into a server what the loads read and replace. */
    static void seed(Server server) throws IOException, InterruptedException {
        String bytes = "application/octet-stream";
        server.post("/v1/files/team/few/1k.bin", bytes, new byte[1024]);
        server.post("/v1/files/team/few/1m.bin", bytes, new byte[1024 * 1024]);
        for (int file = 0; file < 200; file++) {
            server.post("/v1/files/team/many/" + file + ".txt", bytes, new byte[1024]);
        }
        for (int scope = 0; scope < 50; scope++) {
            StringBuilder values = new StringBuilder("[");
            for (int key = 0; key < 20; key++) {
                values.append(key == 0 ? "" : ",")
                        .append("{\"key\":\"key%d\",\"value\":{\"at\":0,\"text\":\"".formatted(key))
                        .append("v".repeat(60))
                        .append("\",\"list\":[1,2,3]}}");
            }
            server.post(
                    "/v1/context/flows/flow" + scope + ".flow",
                    "application/json",
                    values.append("]").toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Reads back some of what was put there: a server that answers fast but wrongly is not measured. */
    static void check(Server server) throws IOException, InterruptedException {
        require(
                server,
                "/v1/files/team/few/1k.bin",
                server.read("/v1/files/team/few/1k.bin").length == 1024);
        require(
                server,
                "/v1/files/team/few/1m.bin",
                server.read("/v1/files/team/few/1m.bin").length == 1 << 20);
        String value = "/v1/context/flows/flow7.flow?key=key7";
        String found = new String(server.read(value), StandardCharsets.UTF_8);
        require(server, value, found.contains("vvvv") && found.contains("[1,2,3]"));
    }

    private static void require(Server server, String path, boolean isRight) throws IOException {
        if (!isRight) {
            throw new IOException(server.name + " answered GET " + path + " with something else");
        }
    }

    /** One run of wrk. */
    record Run(double perSecond, long failures, double medianMillis, double p99Millis) {}

    Run run(Path script, int port, int connections, int seconds, int seed)
            throws IOException, InterruptedException {
        return wrk(
                script, port, connections, seconds, List.of(scriptName, TOKEN, Integer.toString(seed)));
    }

    /** Runs wrk with a script that prints its result as the one beside this folder does. */
    static Run wrk(
            Path script, int port, int connections, int seconds, List<String> scriptArguments)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "wrk",
                                "--threads=2",
                                "--connections=" + connections,
                                "--duration=" + seconds + "s",
                                "--timeout=30s",
                                "--script=" + script,
                                "http://127.0.0.1:" + port));
        command.addAll(scriptArguments);
        Process wrk = new ProcessBuilder(command).redirectErrorStream(true).start();
        wrk.getOutputStream().close();
        String said;
        try {
            said = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            wrk.waitFor(seconds + 60L, TimeUnit.SECONDS);
        } finally {
            wrk.destroyForcibly();
        }
        return parse(said);
    }

    private static Run parse(String said) throws IOException {
        String line =
                said.lines()
                        .filter(candidate -> candidate.startsWith("result "))
                        .findFirst()
                        .orElseThrow(() -> new IOException("wrk said:\n" + said));
        String[] words = line.split(" ");
        long[] values = new long[words.length - 1];
        for (int at = 0; at < values.length; at++) {
            values[at] = Long.parseLong(words[at + 1]);
        }
        long failures = values[2] + values[3];
        return new Run(
                (values[0] - values[2]) * 1e6 / values[1], failures, values[4] / 1e3, values[5] / 1e3);
    }
}
