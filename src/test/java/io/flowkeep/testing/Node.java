package io.flowkeep.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program that the test started, with all it prints in a file. Closing it kills it and everything
 * it started itself. One test only.
 */
public final class Node implements AutoCloseable {
    private static final Duration END = Duration.ofSeconds(10);
    private final String name;
    private final Process process;
    private final Path output;

    private Node(String name, Process process, Path output) {
        this.name = name;
        this.process = process;
        this.output = output;
    }

    /** Starts a program in a folder; its output is added to {@code output}. */
    public static Node start(
            String name,
            Path folder,
            Path output,
            Map<String, String> environment,
            List<String> command)
            throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        return new Node(name, process, output);
    }

    /**
     * Starts a class of the tests in a Java of its own; its output is added to {@code output}.
     *
     * @param main has a main method
     */
    public static Node java(Path output, Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty(
                                "surefire.test.class.path",
                                System.getProperty("java.class.path", "")),
                        main.getName()));
        command.addAll(List.of(arguments));
        Path folder = Path.of("").toAbsolutePath();
        return start(main.getSimpleName(), folder, output, Map.of(), command);
    }

    /** Waits until the address answers 200; fails with the program's own words if it does not. */
    public void awaitOk(HttpClient client, URI address, Duration patience)
            throws IOException, InterruptedException {
        await(patience, () -> isOk(client, address));
    }

    /** Whether a program does what it was started for. */
    public interface Question {
        /** Answers soon. */
        boolean isSo() throws IOException, InterruptedException;
    }

    /** Waits until it is ready; fails with the program's own words if it ends or is not. */
    public void await(Duration patience, Question isReady)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!isReady.isSo()) {
            if (!process.isAlive()) {
                throw new AssertionError(name + " ended at its start:\n" + said());
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError(name + " is not up after " + patience + ":\n" + said());
            }
            Thread.sleep(50);
        }
    }

    private static boolean isOk(HttpClient client, URI address) throws InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(2)).build();
        try {
            return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false; // not listening yet
        }
    }

    /** The most memory that it has held so far, in bytes; Linux only. */
    public long peakResidentBytes() throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** The environment that it was started with, as {@code NAME=value}; Linux only. */
    public List<String> variables() throws IOException {
        return words("environ");
    }

    /** The command that it is now, word for word; Linux only. */
    public List<String> command() throws IOException {
        return words("cmdline");
    }

    private List<String> words(String file) throws IOException {
        Path path = Path.of("/proc", Long.toString(process.pid()), file);
        return List.of(Files.readString(path).split("\0", -1));
    }

    /** What it printed so far. */
    public String said() throws IOException {
        return Files.readString(output);
    }

    /** The lines that it printed so far, whole ones only. */
    public List<String> lines() throws IOException {
        String said = said();
        return said.substring(0, said.lastIndexOf('\n') + 1).lines().toList();
    }

    /** Asks it to end, with SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** Sends it a signal, such as {@code INT}. */
    public void signal(String signal) throws IOException, InterruptedException {
        signal(signal, Stream.of(process.toHandle()));
    }

    /** Has it and all below it do nothing any more, with all connections open. */
    public void freeze() throws IOException, InterruptedException {
        signal("STOP");
        signal("STOP", process.descendants());
    }

    /** Has them go on where they were. */
    public void thaw() throws IOException, InterruptedException {
        signal("CONT", process.descendants());
        signal("CONT");
    }

    private static void signal(String signal, Stream<ProcessHandle> receivers)
            throws IOException, InterruptedException {
        for (ProcessHandle receiver : receivers.toList()) {
            run(Path.of(""), List.of("kill", "-" + signal, String.valueOf(receiver.pid())));
        }
    }

    /** Waits for the end that it was asked for, and kills it if it takes longer. */
    public void endWithin(Duration patience) throws InterruptedException {
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            kill();
        }
    }

    /** Waits for the program's own end; its exit code. */
    public int awaitEnd(Duration patience) throws InterruptedException {
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError(name + " still runs after " + patience);
        }
        return process.exitValue();
    }

    /**
     * Kills it and all below it at once, as {@code kill -9} does, and waits until they are gone.
     */
    public void kill() {
        List<ProcessHandle> family =
                Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
        family.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle member : family) {
            member.onExit().orTimeout(END.toSeconds(), TimeUnit.SECONDS).join();
        }
    }

    /** Kills it. */
    @Override
    public void close() {
        kill();
    }

    /** Runs a program in a folder to its end, which must be a good one; what it printed. */
    public static String run(Path folder, List<String> command)
            throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toAbsolutePath().toFile())
                        .redirectErrorStream(true)
                        .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(String.join(" ", command) + ": " + said);
        }
        return said;
    }

    /** Whether a program is there and comes to a good end. */
    public static boolean succeeds(String... command) throws InterruptedException {
        try {
            run(Path.of(""), List.of(command));
            return true;
        } catch (IOException | AssertionError e) {
            return false;
        }
    }

    /** A port of the loopback that nobody listens on now. */
    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Deletes a folder with all that is in it. */
    public static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
