package io.flowkeep.e2e;

import io.flowkeep.testing.Missing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A share of the machine, as a container's limits give it. What enters it can use no more processor
 * and memory than that. Closing removes it, once all in it have ended. One test only.
 */
public final class ControlGroup implements AutoCloseable {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");
    private static final int PERIOD_MICROS = 100_000;

    private final List<Path> folders;

    private ControlGroup(List<Path> folders) {
        this.folders = folders;
    }

    /**
     * A group of its own. Who may not make one is skipped, in CI it fails.
     *
     * @param percent of one processor
     * @param memoryBytes in all; who needs more is killed
     */
    public static ControlGroup of(int percent, long memoryBytes) {
        String name = "flowkeep-test-" + UUID.randomUUID();
        String quota = Integer.toString(percent * PERIOD_MICROS / 100);
        List<Path> made = new ArrayList<>();
        try {
            if (Files.exists(ROOT.resolve("cgroup.controllers"))) {
                Path group = made(made, ROOT.resolve(name));
                Files.writeString(group.resolve("cpu.max"), quota + " " + PERIOD_MICROS);
                Files.writeString(group.resolve("memory.max"), Long.toString(memoryBytes));
            } else {
                Path cpu = made(made, ROOT.resolve("cpu").resolve(name));
                Files.writeString(cpu.resolve("cpu.cfs_period_us"), "" + PERIOD_MICROS);
                Files.writeString(cpu.resolve("cpu.cfs_quota_us"), quota);
                Path memory = made(made, ROOT.resolve("memory").resolve(name));
                Files.writeString(memory.resolve("memory.limit_in_bytes"), "" + memoryBytes);
            }
            return new ControlGroup(made);
        } catch (IOException e) {
            new ControlGroup(made).close();
            String why = "a share of the machine needs control groups: " + e;
            return Missing.because(why);
        }
    }

    private static Path made(List<Path> made, Path folder) throws IOException {
        made.add(Files.createDirectory(folder));
        return folder;
    }

    /** What to put before a command so that it runs in here. */
    List<String> entering() {
        StringBuilder script = new StringBuilder();
        for (Path folder : folders) {
            script.append("echo $$ >").append(folder.resolve("cgroup.procs")).append(" && ");
        }
        return List.of("bash", "-c", script + "exec \"$@\"", "enter");
    }

    @Override
    public void close() {
        for (Path folder : folders) {
            for (int tries = 0; Files.exists(folder) && tries < 100; tries++) {
                try {
                    Files.delete(folder);
                } catch (IOException e) {
                    pause(); // what has ended is there for another moment
                }
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
