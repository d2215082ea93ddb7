import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * What this disk and this machine can do without any server: plain loops of the least work that makes
 * a write durable. A server that shares flushes between writers may pass them.
 */
final class Limits {
    private static final int FILES = 200;
    private final Path folder;
    private final Path libraries;

    Limits(Path folder, Path libraries) {
        this.folder = folder;
        this.libraries = libraries;
    }

    /** A new file written, synced, renamed over the old one, and its folder synced. */
    double replacesPerSecond(int threads, int seconds) throws Exception {
        Path files = Files.createDirectories(folder.resolve("replace"));
        return perSecond(
                threads,
                seconds,
                (thread, count) -> {
                    Path temporary = files.resolve("temporary" + thread);
                    try (FileChannel file =
                            FileChannel.open(
                                    temporary,
                                    StandardOpenOption.CREATE_NEW,
                                    StandardOpenOption.WRITE)) {
                        file.write(ByteBuffer.allocate(1024));
                        file.force(true);
                    }
                    Path target = files.resolve((thread * 31 + count) % FILES + ".txt");
                    Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
                    try (FileChannel parent = FileChannel.open(files, StandardOpenOption.READ)) {
                        parent.force(true);
                    }
                });
    }

    /** 100 bytes added to one of the files, and synced. */
    double appendsPerSecond(int threads, int seconds) throws Exception {
        Path files = Files.createDirectories(folder.resolve("append"));
        return perSecond(
                threads,
                seconds,
                (thread, count) -> {
                    try (FileChannel file =
                            FileChannel.open(
                                    files.resolve((thread * 31 + count) % FILES + ".txt"),
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.APPEND)) {
                        file.write(ByteBuffer.allocate(100));
                        file.force(true);
                    }
                });
    }

    /** One value per commit, one commit after another, as SQLite has one writer at a time. */
    double commitsPerSecond(int seconds) throws Exception {
        Files.deleteIfExists(folder.resolve("raw.db"));
        try (URLClassLoader loader = new URLClassLoader(jars());
                Connection connection = open(loader)) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA journal_mode=WAL");
                statement.execute("PRAGMA synchronous=FULL");
                statement.execute("CREATE TABLE v (k TEXT PRIMARY KEY, t TEXT) WITHOUT ROWID");
            }
            try (PreparedStatement write =
                    connection.prepareStatement("INSERT OR REPLACE INTO v VALUES (?, ?)")) {
                String value = "v".repeat(100);
                return perSecond(
                        1,
                        seconds,
                        (_, count) -> {
                            write.setString(1, "key" + count % 1000);
                            write.setString(2, value);
                            write.executeUpdate();
                        });
            }
        }
    }

    private Connection open(ClassLoader loader) throws ReflectiveOperationException, SQLException {
        Object driver =
                Class.forName("org.sqlite.JDBC", true, loader).getDeclaredConstructor().newInstance();
        return ((Driver) driver)
                .connect("jdbc:sqlite:" + folder.resolve("raw.db"), new Properties());
    }

    private URL[] jars() throws IOException {
        List<URL> jars = new ArrayList<>();
        try (Stream<Path> found = Files.list(libraries)) {
            for (Path jar : found.filter(path -> path.toString().endsWith(".jar")).toList()) {
                jars.add(url(jar));
            }
        }
        return jars.toArray(URL[]::new);
    }

    private static URL url(Path jar) throws MalformedURLException {
        return jar.toUri().toURL();
    }

    private interface Step {
        void run(int thread, int count) throws Exception;
    }

    private static double perSecond(int threads, int seconds, Step step) throws Exception {
        long start = System.nanoTime();
        long end = start + seconds * 1_000_000_000L;
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Future<Integer>> counts = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int number = thread;
                counts.add(
                        executor.submit(
                                () -> {
                                    int count = 0;
                                    while (System.nanoTime() < end) {
                                        step.run(number, count++);
                                    }
                                    return count;
                                }));
            }
            return sum(counts) * 1e9 / (System.nanoTime() - start);
        }
    }

    private static long sum(List<Future<Integer>> counts)
            throws InterruptedException, ExecutionException {
        long total = 0;
        for (Future<Integer> count : counts) {
            total += count.get();
        }
        return total;
    }
}
