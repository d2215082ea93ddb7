package io.flowkeep.e2e;

import io.flowkeep.testing.Missing;
import io.flowkeep.testing.Node;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Node-RED with FlowFuse's plug-ins and the Node.js that it runs on, installed from npm into {@code
 * target/neighbours} exactly as the lock files beside the test say. The folder is kept: a second
 * run installs nothing. Without Node.js the test is skipped, but fails where {@code CI=true}, which
 * promises it.
 *
 * @param node the program
 * @param folder with {@code node_modules} and {@code settings.js}
 */
record NodePackages(String node, Path folder) {
    /** Node-RED 4 asks for 18.5; tried here with 20. */
    private static final int OLDEST_NODE = 20;

    private static final String NODE_22 = "node-22";

    private static final Duration INSTALLATION = Duration.ofMinutes(8);
    private static final String LOCK = "package-lock.json";

    /** Installs what is missing of one version. */
    static NodePackages install(Path projectFolder, NodeRedVersion version)
            throws IOException, InterruptedException {
        Path folder = Files.createDirectories(projectFolder.resolve("target/neighbours"));
        requireNode(folder);
        // Another process of the tests may be installing at this moment.
        try (FileChannel turn =
                        FileChannel.open(
                                folder.resolve("npm.lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                FileLock _ = turn.lock()) {
            Path nodeRed = installOnce(folder, version.folder(), List.of("--omit=optional"));
            copyResource("settings.js", nodeRed.resolve("settings.js"));
            return new NodePackages(
                    switch (version) {
                        case FOUR -> "node";
                        case FIVE -> node22(installOnce(folder, NODE_22, List.of()));
                    },
                    nodeRed);
        }
    }

    /** Of the programs for all kinds of machine, npm installs the one for this. */
    private static String node22(Path folder) throws IOException {
        try (Stream<Path> programs = Files.walk(folder.resolve("node_modules"), 3)) {
            return programs.filter(file -> file.endsWith("bin/node"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no Node.js 22 for this machine"))
                    .toString();
        }
    }

    /** Installs what a lock file names, without scripts: nothing is built, nothing else fetched. */
    private static Path installOnce(Path parent, String name, List<String> options)
            throws IOException, InterruptedException {
        Path folder = Files.createDirectories(parent.resolve(name));
        Path lock = folder.resolve(LOCK);
        Path installedLock = folder.resolve("installed-lock.json");
        for (String file : List.of("package.json", LOCK)) {
            copyResource(name + "/" + file, folder.resolve(file));
        }
        if (!Files.exists(installedLock) || Files.mismatch(lock, installedLock) != -1) {
            Files.deleteIfExists(installedLock);
            List<String> command = new ArrayList<>(List.of("npm", "ci"));
            command.addAll(List.of("--ignore-scripts", "--no-audit"));
            command.addAll(options);
            run(folder, INSTALLATION, command);
            Files.copy(lock, installedLock);
        }
        return folder;
    }

    private static void requireNode(Path folder) throws IOException, InterruptedException {
        String version = run(folder, Duration.ofSeconds(20), List.of("node", "--version")).strip();
        int major = Integer.parseInt(version.substring(1, version.indexOf('.')));
        if (major < OLDEST_NODE) {
            giveUp("Node.js " + version + " is older than " + OLDEST_NODE);
        }
    }

    private static String run(Path folder, Duration patience, List<String> command)
            throws IOException, InterruptedException {
        Path output = folder.resolve(command.getFirst() + ".log");
        Files.deleteIfExists(output);
        int exitCode = -1;
        try (Node child = Node.start(command.getFirst(), folder, output, Map.of(), command)) {
            exitCode = child.awaitEnd(patience);
        } catch (IOException e) {
            giveUp(command.getFirst() + " is not installed");
        }
        String said = Files.readString(output);
        if (exitCode != 0) {
            giveUp(String.join(" ", command) + " failed:\n" + said);
        }
        return said;
    }

    private static void giveUp(String reason) {
        Missing.because("Flowkeep was not tried with a real Node-RED: " + reason);
    }

    /** Copies a file that lies beside this test's resources. */
    static void copyResource(String name, Path target) throws IOException {
        try (InputStream in = NodePackages.class.getResourceAsStream("/e2e/" + name)) {
            Files.copy(
                    Objects.requireNonNull(in, name), target, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
