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
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Node-RED and FlowFuse's plug-ins, installed from npm into {@code target/neighbours} exactly as
 * the lock file beside the test says. The folder is kept: a second run installs nothing. Without
 * Node.js the test is skipped, but fails where {@code CI=true}, which promises it.
 */
final class NodePackages {
    /** Node-RED 4 asks for 18.5; tried here with 20, and Node-RED 5 would need 22. */
    private static final int OLDEST_NODE = 20;

    private static final Duration INSTALLATION = Duration.ofMinutes(8);
    private static final String LOCK = "package-lock.json";

    private NodePackages() {}

    /** The folder with {@code node_modules} and {@code settings.js}. */
    static Path install(Path projectFolder) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(projectFolder.resolve("target/neighbours"));
        requireNode(folder);
        // Another process of the tests may be installing at this moment.
        try (FileChannel turn =
                        FileChannel.open(
                                folder.resolve("npm.lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                FileLock _ = turn.lock()) {
            installOnce(folder);
        }
        return folder;
    }

    private static void installOnce(Path folder) throws IOException, InterruptedException {
        Path lock = folder.resolve(LOCK);
        Path installedLock = folder.resolve("installed-lock.json");
        for (String name : List.of("package.json", LOCK, "settings.js")) {
            copyResource(name, folder.resolve(name));
        }
        if (!Files.exists(installedLock) || Files.mismatch(lock, installedLock) != -1) {
            Files.deleteIfExists(installedLock);
            // No install scripts and no optional parts: nothing is built, nothing else is fetched.
            run(
                    folder,
                    INSTALLATION,
                    List.of("npm", "ci", "--omit=optional", "--ignore-scripts", "--no-audit"));
            Files.copy(lock, installedLock);
        }
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
