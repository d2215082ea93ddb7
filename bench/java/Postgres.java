import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A database of its own on the PostgreSQL that {@code FLOWKEEP_TEST_POSTGRES_URL} names or that runs
 * on this machine, by its command line programs. Closing drops it.
 */
final class Postgres implements AutoCloseable {
    private static final String USUAL = "postgres://postgres@127.0.0.1:5432/postgres";
    private static final Pattern RATE = Pattern.compile("tps = ([0-9.]+)");

    private final String server;
    private final String name;

    private Postgres(String server, String name) {
        this.server = server;
        this.name = name;
    }

    static Postgres create() throws IOException, InterruptedException {
        String server = System.getenv().getOrDefault("FLOWKEEP_TEST_POSTGRES_URL", USUAL);
        String name = "flowkeep_bench_" + UUID.randomUUID().toString().replace("-", "");
        Postgres database = new Postgres(server, name);
        database.psql(server, "CREATE DATABASE " + name);
        database.psql(
                database.url(),
                "CREATE TABLE bench (id int PRIMARY KEY, n int);"
                        + " INSERT INTO bench SELECT i, 0 FROM generate_series(1, 1000) i");
        return database;
    }

    String url() {
        return server.substring(0, server.lastIndexOf('/') + 1) + name;
    }

    /** As keys of a configuration. */
    String keys() {
        URI url = URI.create(url());
        String[] login = url.getUserInfo().split(":", 2);
        return "host: %s, port: %d, database: %s, username: \"%s\", password: \"%s\""
                .formatted(
                        url.getHost(), url.getPort(), name, login[0], login.length > 1 ? login[1] : "");
    }

    /** How often a second the clients together run a script. */
    double perSecond(Path script, int clients, int seconds) throws IOException, InterruptedException {
        String said =
                run(
                        "pgbench",
                        "-n",
                        "-c",
                        Integer.toString(clients),
                        "-j",
                        "2",
                        "-M",
                        "prepared",
                        "-T",
                        Integer.toString(seconds),
                        "-f",
                        script.toString(),
                        url());
        Matcher rate = RATE.matcher(said);
        if (!rate.find()) {
            throw new IOException("pgbench said:\n" + said);
        }
        return Double.parseDouble(rate.group(1));
    }

    private void psql(String url, String sql) throws IOException, InterruptedException {
        run("psql", "-w", "-q", "-v", "ON_ERROR_STOP=1", "-c", sql, url);
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(new ArrayList<>(List.of(command)))
                        .redirectErrorStream(true)
                        .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(command[0] + " said:\n" + said);
        }
        return said;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        psql(server, "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    }
}
