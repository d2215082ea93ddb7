package io.flowkeep.storage.mongodb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** Hands bytes on to a port of this machine, unless it is shut: then it keeps them. */
final class Sluice implements AutoCloseable {
    private final int target;
    private final ServerSocket listening;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Semaphore gate = new Semaphore(1);

    Sluice(int target) {
        this.target = target;
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    void shut() {
        gate.drainPermits();
    }

    void open() {
        if (gate.availablePermits() == 0) {
            gate.release();
        }
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket in = listening.accept();
                sockets.add(in);
                try {
                    Socket out = new Socket(InetAddress.getLoopbackAddress(), target);
                    sockets.add(out);
                    Thread.ofVirtual().start(() -> pump(in, out));
                    Thread.ofVirtual().start(() -> pump(out, in));
                } catch (IOException e) {
                    in.close();
                }
            } catch (IOException e) {
                return;
            }
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] bytes = new byte[8192];
        try (from;
                to) {
            for (int n = from.getInputStream().read(bytes);
                    n >= 0;
                    n = from.getInputStream().read(bytes)) {
                gate.acquireUninterruptibly();
                gate.release();
                to.getOutputStream().write(bytes, 0, n);
                to.getOutputStream().flush();
            }
        } catch (IOException e) {
            // closed on either side: so is the other
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
