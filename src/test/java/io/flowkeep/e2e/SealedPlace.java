package io.flowkeep.e2e;

import io.flowkeep.testing.Launcher;
import io.flowkeep.testing.Missing;
import io.flowkeep.testing.Node;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Where a container of the FlowFuse chart would run: user 1000 without rights, a root that cannot
 * be written to, no temporary folder, no locale. What can be written to is {@code var}, where the
 * home has one. One test only.
 */
public final class SealedPlace {
    private static final Path SCRIPT =
            Launcher.projectFolder().resolve("src/test/resources/place/seal.sh");
    private static final String COMMAND = "/usr/src/flowkeep/flowkeep";
    private static final int USER = 1000;

    private final Path folder;
    private final Path home;
    private final List<String> before;
    private final String temporary;

    private SealedPlace(Path folder, Path home, List<String> before, String temporary) {
        this.folder = folder;
        this.home = home;
        this.before = before;
        this.temporary = temporary;
    }

    /**
     * A place whose home is in a folder, with a {@code var} to write to. Who may not make one is
     * skipped, in CI it fails.
     */
    public static SealedPlace in(Path folder) throws IOException, InterruptedException {
        require();
        Path home = folder.resolve("home");
        Files.createDirectories(home.resolve("etc"));
        Path var = Files.createDirectories(home.resolve("var"));
        giveAway(var);
        return new SealedPlace(folder, home, List.of(), "");
    }

    private static void require() throws IOException, InterruptedException {
        Process trial =
                new ProcessBuilder(
                                "unshare",
                                "--mount",
                                "--propagation",
                                "private",
                                "bash",
                                "-c",
                                "mount -t tmpfs none /mnt && setpriv --reuid=1000 --clear-groups"
                                        + " true")
                        .redirectErrorStream(true)
                        .start();
        String said = new String(trial.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Missing.unless(
                trial.waitFor() == 0,
                "a place of its own needs root and mount namespaces: " + said);
    }

    private static void giveAway(Path path) throws IOException {
        Files.setAttribute(path, "unix:uid", USER);
        Files.setAttribute(path, "unix:gid", USER);
    }

    /** The same without anything to write to, as the chart has it for files in a bucket. */
    public SealedPlace withoutVar() throws IOException {
        Files.delete(home.resolve("var"));
        return this;
    }

    /** The same with a {@code /tmp} that can be written to, which is that folder. */
    public SealedPlace withTemporary(Path elsewhere) throws IOException {
        giveAway(Files.createDirectories(elsewhere));
        return new SealedPlace(folder, home, before, elsewhere.toString());
    }

    /** The same with less of the machine. */
    public SealedPlace within(ControlGroup group) {
        return new SealedPlace(folder, home, group.entering(), temporary);
    }

    /** Writes the file-server's configuration. */
    public void configure(String yaml) throws IOException {
        Files.writeString(home.resolve("etc/flowforge-storage.yml"), yaml);
    }

    /** Writes Flowkeep's own configuration. */
    public void configureOwn(String yaml) throws IOException {
        Files.writeString(home.resolve("etc/flowkeep.yml"), yaml);
    }

    /** Its home, as this side sees it. */
    public Path home() {
        return home;
    }

    /** What is below {@code var}, as paths from there, sorted. */
    public List<String> inVar() throws IOException {
        Path var = home.resolve("var");
        try (Stream<Path> all = Files.walk(var)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> var.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    /** Starts a server and waits until an address of it answers 200. */
    public Node serve(HttpClient client, URI ready, Duration patience, String... variables)
            throws IOException, InterruptedException {
        Node child = start(Stream.concat(Arrays.stream(variables), Stream.of(COMMAND, "serve")));
        try {
            child.awaitOk(client, ready, patience);
            return child;
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            child.close();
            throw e;
        }
    }

    /** Runs a command of the program. */
    public Node run(String... arguments) throws IOException {
        return start(Stream.concat(Stream.of(COMMAND), Arrays.stream(arguments)));
    }

    private Node start(Stream<String> what) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(
                List.of(
                        SCRIPT.toString(),
                        home.toString(),
                        Launcher.projectFolder().toString(),
                        System.getProperty("java.home", ""),
                        temporary));
        command.addAll(what.toList());
        return Node.start("Flowkeep", folder, output(), Map.of(), command);
    }

    private Path output() throws IOException {
        return Files.createTempFile(folder, "said", ".log");
    }
}
