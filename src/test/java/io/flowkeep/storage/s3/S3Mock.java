package io.flowkeep.storage.s3;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** S3Mock as a process of its own on a free port of the loopback. */
final class S3Mock {
    static final Path JAR =
            Path.of(System.getProperty("flowkeep.basedir", ""), "target/neighbours/s3mock.jar");
    private static final Pattern PORT = Pattern.compile("started on .*?(\\d+) \\(http\\)");

    private S3Mock() {}

    /** Starts it until the end of this process. */
    static URI start() {
        try {
            Path folder = Files.createTempDirectory("flowkeep-s3-");
            Path out = folder.resolve("out");
            Process process =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                    "-Xmx384m",
                                    "-XX:+UseSerialGC",
                                    "-XX:TieredStopAtLevel=1",
                                    "-jar",
                                    JAR.toAbsolutePath().toString(),
                                    "--server.address=127.0.0.1",
                                    "--server.port=0",
                                    "--http.port=0",
                                    "--logging.level.root=WARN",
                                    "--logging.level.org.springframework.boot=INFO",
                                    "--com.adobe.testing.s3mock.store.root="
                                            + folder.resolve("root"))
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(out.toFile())
                            .start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(process, folder)));
            return URI.create("http://127.0.0.1:" + awaitPort(process, out));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String awaitPort(Process process, Path out) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        while (System.nanoTime() < end && process.isAlive()) {
            Matcher port = PORT.matcher(said(out));
            if (port.find()) {
                return port.group(1);
            }
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        return fail("the S3 server does not start:\n" + said(out));
    }

    private static String said(Path out) throws IOException {
        return Files.exists(out)
                ? new String(Files.readAllBytes(out), StandardCharsets.ISO_8859_1)
                : "";
    }

    private static void stop(Process process, Path folder) {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
            try (Stream<Path> all = Files.walk(folder)) {
                all.sorted(Comparator.reverseOrder())
                        .forEach(each -> {
                            boolean _ = each.toFile().delete();
                        });
            }
        } catch (IOException | InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
