package io.flowkeep.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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

    /** Waits until the address answers 200; fails with the program's own words if it does not. */
    public void awaitOk(HttpClient client, URI address, Duration patience)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!isOk(client, address)) {
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

    /** Asks it to end, with SIGTERM. */
    public void terminate() {
        process.destroy();
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
}
