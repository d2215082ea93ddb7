package io.flowkeep.testing.servers;

import io.flowkeep.testing.Node;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Ceph with its gateway for S3: a monitor and one disk, all objects in memory, on the loopback. It
 * takes some 15 s to start, most of them waiting.
 */
public final class CephNode implements AutoCloseable {
    private static final String KEY = "flowkeepkey";
    private static final String SECRET = "flowkeepsecret";
    private static final Duration STARTING = Duration.ofSeconds(60);

    private final Path home;
    private final Path conf;
    private final Path keyring;
    private final String id = UUID.randomUUID().toString();
    private final int gateway;
    private final int monitor;
    private final Deque<Node> running = new ArrayDeque<>();

    private CephNode() throws IOException {
        home = Files.createTempDirectory("flowkeep-ceph-");
        conf = home.resolve("ceph.conf");
        keyring = home.resolve("keyring");
        gateway = Node.freePort();
        monitor = Node.freePort();
    }

    /** Whether its programs are on this machine. */
    public static boolean isInstalled() {
        return Files.isExecutable(Path.of("/usr/bin/radosgw"))
                && Files.isExecutable(Path.of("/usr/bin/ceph-osd"));
    }

    /** Starts all of it and waits until the gateway answers. */
    public static CephNode start() throws IOException, InterruptedException {
        CephNode node = new CephNode();
        try {
            node.configure();
            node.startAll();
            return node;
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            node.close();
            throw e;
        }
    }

    /** Names a key that opens everything: http://KEY:SECRET@HOST:PORT. */
    public String url() {
        return "http://" + KEY + ":" + SECRET + "@127.0.0.1:" + gateway;
    }

    private void configure() throws IOException {
        for (String folder : List.of("mon", "osd", "rgw")) {
            Files.createDirectory(home.resolve(folder));
        }
        Files.writeString(
                conf,
                """
                [global]
                fsid = %s
                mon host = [v2:127.0.0.1:%d]
                mon initial members = a
                public addr = 127.0.0.1
                cluster addr = 127.0.0.1
                keyring = %s
                osd pool default size = 1
                osd pool default min size = 1
                osd pool default pg num = 4
                osd pool default pg autoscale mode = off
                osd crush chooseleaf type = 0
                mon max pg per osd = 1000
                mon allow pool size one = true
                mon data avail warn = 1
                mon data avail crit = 1
                osd objectstore = memstore
                memstore device bytes = 4294967296
                run dir = %s
                admin socket =
                log to stderr = false
                log file = /dev/null
                mon cluster log file = /dev/null
                [mon.a]
                mon data = %s
                [osd.0]
                osd data = %s
                [client.rgw.a]
                rgw data = %s
                rgw frontends = beast endpoint=127.0.0.1:%d
                """
                        .formatted(
                                id,
                                monitor,
                                keyring,
                                home,
                                home.resolve("mon"),
                                home.resolve("osd"),
                                home.resolve("rgw"),
                                gateway));
    }

    private void startAll() throws IOException, InterruptedException {
        makeKeys();
        startMonitor();
        String disk = UUID.randomUUID().toString();
        tool("timeout", "30", "ceph", "-c", conf.toString(), "osd", "new", disk, "0");
        tool("ceph-osd", "-c", conf.toString(), "-i", "0", "--mkfs", "--osd-uuid", disk);
        Node _ = server("ceph-osd", "-i", "0");
        // This makes the gateway's pools as well; a gateway that starts beside it waits for ever.
        tool(
                "timeout",
                "60",
                "radosgw-admin",
                "-c",
                conf.toString(),
                "-n",
                "client.rgw.a",
                "user",
                "create",
                "--uid=tests",
                "--display-name=tests",
                "--access-key=" + KEY,
                "--secret-key=" + SECRET);
        server("radosgw", "-n", "client.rgw.a").await(STARTING, () -> listens(gateway));
    }

    private void makeKeys() throws IOException, InterruptedException {
        List<String> make = new ArrayList<>(List.of("--create-keyring"));
        for (String who : List.of("mon.", "client.admin", "osd.0", "client.rgw.a")) {
            List<String> line = new ArrayList<>(List.of("ceph-authtool", keyring.toString()));
            line.addAll(make);
            line.addAll(List.of("--gen-key", "-n", who, "--cap", "mon", "allow *"));
            line.addAll(List.of("--cap", "osd", "allow *"));
            tool(line.toArray(String[]::new));
            make.clear();
        }
    }

    private void startMonitor() throws IOException, InterruptedException {
        String map = home.resolve("monmap").toString();
        String address = "[v2:127.0.0.1:" + monitor + "]";
        tool("monmaptool", "--create", "--fsid", id, "--addv", "a", address, map);
        tool(
                "ceph-mon",
                "-c",
                conf.toString(),
                "-i",
                "a",
                "--mkfs",
                "--monmap",
                map,
                "--keyring",
                keyring.toString());
        server("ceph-mon", "-i", "a").await(STARTING, () -> listens(monitor));
    }

    private void tool(String... line) throws IOException, InterruptedException {
        String _ = Node.run(home, List.of(line));
    }

    /** Starts a part of it that runs until it is ended. */
    private Node server(String program, String option, String name) throws IOException {
        Node part =
                Node.start(
                        program,
                        home,
                        home.resolve(program + ".out"),
                        Map.of(),
                        List.of(program, option, name, "-f", "-c", conf.toString()));
        running.push(part);
        return part;
    }

    private static boolean listens(int port) {
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Ends all of it at once: nothing is worth keeping. */
    @Override
    public void close() {
        try {
            running.forEach(Node::kill);
        } finally {
            Node.delete(home);
        }
    }
}
