import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A server under measurement: a command, a home folder of its own and a port. Ended by its process
 * ids, never by a name.
 */
final class Server implements AutoCloseable {
    /** Long, because the first start of a fresh clone builds. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final byte[] HEALTH =
            "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII);

    final String name;
    final int port;
    private String token = Load.TOKEN;
    private final List<String> command;
    private final Path home;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Process process;
    private long peakKibibytes;

    Server(String name, List<String> command, Path home) throws IOException {
        this.name = name;
        this.command = command;
        this.home = home;
        this.port = freePort();
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** What requests of {@link #post} and {@link #read} carry from now on. */
    void useToken(String other) {
        token = other;
    }

    Path home() {
        return home;
    }

    /** Writes a configuration file. */
    void configure(String fileName, String yaml) throws IOException {
        Files.createDirectories(home.resolve("etc"));
        Files.writeString(home.resolve("etc").resolve(fileName), yaml);
    }

    /** Writes the configuration as an operator of the file-server would. */
    void configure(String platformUrl) throws IOException {
        configure(
                "flowforge-storage.yml",
                """
                host: 127.0.0.1
                base_url: %s
                driver:
                  type: localfs
                  options:
                    root: storage
                context:
                  type: db
                  options:
                    type: sqlite
                    storage: context.db
                logging:
                  level: warn
                  http: error
                """
                        .formatted(platformUrl));
    }

    /** Starts it; the time from the fork to the first 200 of /health. */
    Duration start() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment().put("FLOWFORGE_HOME", home.toString());
        builder.environment().put("PORT", Integer.toString(port));
        long start = System.nanoTime();
        process = builder.start();
        process.getOutputStream().close();
        while (!isHealthy()) {
            if (!process.isAlive() || System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new IOException(name + " did not start:\n" + Files.readString(log()));
            }
            Thread.sleep(2);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    Path log() {
        return home.resolve("output.log");
    }

    /** A bare socket: the JDK's client would spend more on itself than a start takes. */
    private boolean isHealthy() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(HEALTH);
            byte[] head = socket.getInputStream().readNBytes(12);
            return new String(head, StandardCharsets.US_ASCII).endsWith(" 200");
        } catch (IOException e) {
            return false; // not listening yet
        }
    }

    /** Sends one request; anything but a 2xx ends the measurement. */
    void post(String path, String contentType, byte[] body)
            throws IOException, InterruptedException {
        send(request(path).header("Content-Type", contentType).POST(BodyPublishers.ofByteArray(body)));
    }

    /** As {@link #post}, with what was answered. */
    byte[] postForAnswer(String path, String contentType, byte[] body)
            throws IOException, InterruptedException {
        return send(request(path).header("Content-Type", contentType).POST(BodyPublishers.ofByteArray(body)));
    }

    /** Reads one body; anything but a 2xx ends the measurement. */
    byte[] read(String path) throws IOException, InterruptedException {
        return send(request(path));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + token);
    }

    private byte[] send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = client.send(request.build(), BodyHandlers.ofByteArray());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(name + " answered " + answer.statusCode() + " to " + answer.request());
        }
        return answer.body();
    }

    /** The processor time that it has used so far. */
    Duration processorTime() {
        return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** The most memory it ever held, in MiB, as the kernel counted it. */
    long peakMebibytes() {
        notePeak();
        return peakKibibytes / 1024;
    }

    private void notePeak() {
        for (ProcessHandle member : family()) {
            peakKibibytes = Math.max(peakKibibytes, peakKibibytes(member.pid()));
        }
    }

    private static long peakKibibytes(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException | UncheckedIOException e) {
            return 0; // ended meanwhile
        }
    }

    private List<ProcessHandle> family() {
        List<ProcessHandle> members = new ArrayList<>();
        if (process != null) {
            members.add(process.toHandle());
            process.descendants().forEach(members::add);
        }
        return members;
    }

    /** Asks it to stop; kills it after 10 s. */
    @Override
    public void close() {
        List<ProcessHandle> members = family();
        if (process != null) {
            process.destroy();
            try {
                process.waitFor(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        members.forEach(ProcessHandle::destroyForcibly);
    }
}
