package io.flowkeep.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A plain load balancer: hands each connection to the next of several ports of this machine, or to
 * the one after it if nobody listens there. Knows nothing of HTTP. Safe for concurrent use.
 */
public final class RoundRobin implements AutoCloseable {
    private static final int CONNECT_MILLIS = 1000;

    private final int[] targets;
    private final AtomicInteger turns = new AtomicInteger();
    private final ServerSocket listening;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** Starts to hand on. */
    public RoundRobin(int... targets) {
        this.targets = targets.clone();
        try {
            listening = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** Where it listens. */
    public int port() {
        return listening.getLocalPort();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                open.add(client);
                Thread.ofVirtual().start(() -> handOn(client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void handOn(Socket client) {
        int first = turns.getAndIncrement();
        for (int i = 0; i < targets.length; i++) {
            Socket server = new Socket();
            try {
                int port = targets[Math.floorMod(first + i, targets.length)];
                server.connect(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                        CONNECT_MILLIS);
            } catch (IOException e) {
                end(server);
                continue;
            }
            open.add(server);
            Thread.ofVirtual().start(() -> pump(server, client));
            pump(client, server);
            return;
        }
        end(client);
    }

    /** Passes on what comes until it ends, then that it has ended; a fault ends both. */
    private void pump(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            end(from);
            end(to);
        }
        if (from.isClosed() || from.isOutputShutdown()) {
            end(from);
            end(to);
        }
    }

    private void end(Socket socket) {
        open.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        open.forEach(this::end);
    }
}
