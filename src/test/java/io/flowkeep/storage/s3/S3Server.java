package io.flowkeep.storage.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A real server that speaks S3's language, as a process of its own on free ports of the loopback,
 * started once for all tests of this process. Safe for concurrent use.
 */
public final class S3Server {
    private static final Path JAR =
            Path.of(System.getProperty("flowkeep.basedir", ""), "target/neighbours/s3mock.jar");
    private static final Pattern PORT = Pattern.compile("started on .*?(\\d+) \\(http\\)");
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final URI url;
    private final S3Front front;

    private S3Server(URI url) {
        this.url = url;
        this.front = new S3Front(url);
    }

    private static final class Holder {
        static final S3Server SERVER = start();
    }

    /** The server. Without its jar the test is skipped, in CI it fails. */
    public static S3Server require() {
        if (!Files.exists(JAR)) {
            String why = "the S3 server is not there: " + JAR;
            if ("true".equals(System.getenv("CI"))) {
                return fail(why);
            }
            Assumptions.abort(why);
        }
        return Holder.SERVER;
    }

    /** Where it behaves as S3 does; see {@link S3Front}. */
    public URI url() {
        return front.url();
    }

    /** The ids of uploads that were given up. */
    Set<String> givenUp() {
        return front.givenUp();
    }

    /** Its own address. */
    public URI behind() {
        return url;
    }

    /** Makes a bucket named after a folder, unless it is there. */
    public String bucket(Path folder) {
        String name =
                "test-"
                        + String.valueOf(folder.getFileName())
                                .toLowerCase(Locale.ROOT)
                                .replaceAll("[^0-9a-z]", "");
        int status = send("PUT", "/" + name, "").statusCode();
        if (status != 409) {
            assertEquals(200, status);
        }
        return name;
    }

    /** Any request, as another program would send it. */
    public HttpResponse<String> send(String method, String path, String body, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(url.resolve(path))
                        .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static S3Server start() {
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
            return new S3Server(URI.create("http://127.0.0.1:" + awaitPort(process, out)));
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
