import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** nginx with sendfile over the same two files, as the practical limit of a download. */
final class Nginx implements AutoCloseable {
    final int port;
    private final Process process;

    private Nginx(int port, Process process) {
        this.port = port;
        this.process = process;
    }

    static Nginx start(Path folder) throws IOException, InterruptedException {
        int port = Server.freePort();
        Path files = Files.createDirectories(folder.resolve("root/v1/files/team/few"));
        Files.write(files.resolve("1k.bin"), new byte[1024]);
        Files.write(files.resolve("1m.bin"), new byte[1024 * 1024]);
        Path configuration = folder.resolve("nginx.conf");
        String user = "root".equals(System.getProperty("user.name")) ? "user root;" : "";
        Files.writeString(
                configuration,
                """
                %s
                daemon off;
                worker_processes auto;
                pid %2$s/pid;
                error_log %2$s/error.log;
                events { worker_connections 1024; }
                http {
                    access_log off;
                    sendfile on;
                    tcp_nopush on;
                    keepalive_requests 1000000000;
                    open_file_cache max=100;
                    client_body_temp_path %2$s/body;
                    proxy_temp_path %2$s/proxy;
                    fastcgi_temp_path %2$s/fastcgi;
                    uwsgi_temp_path %2$s/uwsgi;
                    scgi_temp_path %2$s/scgi;
                    server {
                        listen 127.0.0.1:%3$d;
                        root %2$s/root;
                    }
                }
                """
                        .formatted(user, folder, port));
        Process process =
                new ProcessBuilder(
                                List.of(
                                        "nginx",
                                        "-p",
                                        folder.toString(),
                                        "-e",
                                        folder.resolve("error.log").toString(),
                                        "-c",
                                        configuration.toString()))
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("output.log").toFile())
                        .start();
        Nginx nginx = new Nginx(port, process);
        for (int attempt = 0; attempt < 200; attempt++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return nginx;
            } catch (IOException e) {
                Thread.sleep(25);
            }
        }
        nginx.close();
        throw new IOException(
                "nginx did not start:\n" + Files.readString(folder.resolve("output.log")));
    }

    /** Its workers end with it. */
    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
