import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A tenth of a processor, as a control group gives it to those who enter. Needs root. */
final class Share implements AutoCloseable {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");
    private static final String NAME = "flowkeep-bench-" + ProcessHandle.current().pid();
    private static final String QUOTA_MICROS = "10000";
    private static final String PERIOD_MICROS = "100000";
    private final Path folder;

    private Share(Path folder) {
        this.folder = folder;
    }

    static Share tenth() throws IOException {
        boolean isSecond = Files.exists(ROOT.resolve("cgroup.controllers"));
        Share share = new Share((isSecond ? ROOT : ROOT.resolve("cpu")).resolve(NAME));
        Files.createDirectory(share.folder);
        try {
            if (isSecond) {
                share.set("cpu.max", QUOTA_MICROS + " " + PERIOD_MICROS);
            } else {
                share.set("cpu.cfs_period_us", PERIOD_MICROS);
                share.set("cpu.cfs_quota_us", QUOTA_MICROS);
            }
        } catch (IOException e) {
            share.close();
            throw e;
        }
        return share;
    }

    private void set(String file, String value) throws IOException {
        Files.writeString(folder.resolve(file), value);
    }

    /** The same command, run in here. */
    List<String> entered(List<String> command) {
        List<String> all = new ArrayList<>();
        all.addAll(List.of("bash", "-c", "echo $$ >" + folder + "/cgroup.procs && exec \"$@\"", "enter"));
        all.addAll(command);
        return all;
    }

    /** Once all in it have ended. */
    @Override
    public void close() throws IOException {
        Files.delete(folder);
    }
}
