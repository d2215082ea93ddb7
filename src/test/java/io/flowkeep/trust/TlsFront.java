package io.flowkeep.trust;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ends TLS in front of a server that speaks without, on the loopback; as {@code localhost} it shows
 * the certificate of a made-up authority. Safe for concurrent use.
 */
public final class TlsFront implements AutoCloseable {
    private final ServerSocket listener;
    private final String host;
    private final int port;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger tried = new AtomicInteger();
    private final AtomicInteger passed = new AtomicInteger();

    /** In front of a port of this machine. */
    public TlsFront(MadeUpAuthority authority, String host, int port) throws Exception {
        this.host = host;
        this.port = port;
        this.listener =
                authority
                        .server()
                        .getServerSocketFactory()
                        .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    /** In front of what a URL leads to. */
    public TlsFront(MadeUpAuthority authority, URI behind) throws Exception {
        this(authority, behind.getHost(), behind.getPort());
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** How many connections were opened. */
    public int tried() {
        return tried.get();
    }

    /** How many connections got through the handshake and sent something. */
    public int passed() {
        return passed.get();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                tried.incrementAndGet();
                open.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket server = new Socket(host, port)) {
            open.add(server);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            Thread back = Thread.ofVirtual().start(() -> pump(server, client));
            int first = client.getInputStream().read(); // the handshake comes before it
            if (first >= 0) {
                passed.incrementAndGet();
                server.getOutputStream().write(first);
                pump(client, server);
            }
            server.shutdownOutput();
            back.join();
        } catch (IOException e) {
            // the client did not like the certificate, or the connection has ended
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(client);
        }
    }

    private static void pump(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
            to.shutdownOutput();
        } catch (IOException e) {
            // the connection has ended
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket each : open) {
            each.close();
        }
    }
}
