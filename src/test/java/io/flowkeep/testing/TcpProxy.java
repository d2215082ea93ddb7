package io.flowkeep.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;

/**
 * Stands between clients and servers and hands on what they say, whatever it means. It can cut and
 * stall all connections, and counts them. Each goes to the next of its servers, or to the one after
 * it if nobody listens there. Safe for concurrent use.
 */
public final class TcpProxy implements AutoCloseable {
    private static final int CONNECT_MILLIS = 1000;
    private static final int WAITING = 200;

    /** Small, so that a cut is often inside a message. */
    private static final int PIECE = 1000;

    private final ServerSocket listener;
    private final List<InetSocketAddress> targets;
    private final AtomicInteger tried = new AtomicInteger();
    private final AtomicInteger passed = new AtomicInteger();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean stalled;

    private TcpProxy(ServerSocketFactory sockets, List<InetSocketAddress> targets) {
        this.targets = targets;
        try {
            listener = sockets.createServerSocket(0, WAITING, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** In front of one server. */
    public static TcpProxy before(String host, int port) {
        return new TcpProxy(
                ServerSocketFactory.getDefault(), List.of(new InetSocketAddress(host, port)));
    }

    /** In front of several servers of this machine, as a plain load balancer. */
    public static TcpProxy balancing(int... ports) {
        return new TcpProxy(
                ServerSocketFactory.getDefault(),
                Arrays.stream(ports)
                        .mapToObj(port ->
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                        .toList());
    }

    /** In front of a server that speaks no TLS, with a certificate that it has not. */
    public static TcpProxy withTls(SSLContext own, String host, int port) {
        return new TcpProxy(
                own.getServerSocketFactory(), List.of(new InetSocketAddress(host, port)));
    }

    /** In front of what a URL leads to; see {@link #withTls(SSLContext, String, int)}. */
    public static TcpProxy withTls(SSLContext own, URI behind) {
        return withTls(own, behind.getHost(), behind.getPort());
    }

    /** Where it listens, on the loopback. */
    public int port() {
        return listener.getLocalPort();
    }

    /** How many connections were opened. */
    public int tried() {
        return tried.get();
    }

    /**
     * On how many connections the client has said something, after the handshake if there is one.
     */
    public int passed() {
        return passed.get();
    }

    /** Ends all connections at once, wherever they are in a message. */
    public void cut() {
        open.forEach(this::end);
    }

    /** Lets nothing through in either direction, as a network does that drops packets. */
    public void stall(boolean whether) {
        stalled = whether;
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                open.add(client);
                int turn = tried.getAndIncrement();
                Thread.ofVirtual().start(() -> handOn(client, turn));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void handOn(Socket client, int turn) {
        Optional<Socket> found = connect(turn);
        if (found.isEmpty()) {
            end(client);
            return;
        }
        Socket server = found.get();
        open.add(server);
        Thread.ofVirtual().start(() -> pump(server, client, () -> {}));
        pump(client, server, passed::incrementAndGet);
    }

    private Optional<Socket> connect(int turn) {
        for (int i = 0; i < targets.size(); i++) {
            Socket server = new Socket();
            try {
                server.connect(
                        targets.get(Math.floorMod(turn + i, targets.size())), CONNECT_MILLIS);
                server.setTcpNoDelay(true);
                return Optional.of(server);
            } catch (IOException e) {
                end(server);
            }
        }
        return Optional.empty();
    }

    /** Passes on what comes until it ends, then that it has ended; a fault ends both. */
    private void pump(Socket from, Socket to, Runnable atFirst) {
        byte[] piece = new byte[PIECE];
        try {
            from.setTcpNoDelay(true);
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            int read = in.read(piece);
            if (read >= 0) {
                atFirst.run();
            }
            while (read >= 0) {
                awaitPassage(from);
                out.write(piece, 0, read);
                read = in.read(piece);
            }
            to.shutdownOutput();
        } catch (IOException e) {
            end(from);
            end(to);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (from.isClosed() || from.isOutputShutdown()) {
            end(from);
            end(to);
        }
    }

    private void awaitPassage(Socket from) throws InterruptedException {
        while (stalled && !from.isClosed()) {
            Thread.sleep(20);
        }
    }

    private void end(Socket socket) {
        open.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            // a connection that broke is as good as one that is closed
        }
    }
}
