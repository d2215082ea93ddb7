package io.flowkeep.storage.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Stands between a client and PostgreSQL and counts what the client sends and waits for: each Sync
 * or simple Query is one round trip, and the server's answer to it says so by ReadyForQuery. It can
 * cut connections off when a certain text has been sent. Safe for concurrent use.
 */
final class Wire implements AutoCloseable {
    private static final int ROUND_TRIP_ENDS = 'Z';

    private final ServerSocket listener;
    private final String host;
    private final int port;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<String> roundTrips = Collections.synchronizedList(new ArrayList<>());
    private final AtomicBoolean cutting = new AtomicBoolean();
    private volatile String cutAfter = "";

    Wire(String host, int port) throws IOException {
        this.host = host;
        this.port = port;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** What was sent in each round trip since the last {@link #forget}, as text. */
    List<String> roundTrips() {
        synchronized (roundTrips) {
            return List.copyOf(roundTrips);
        }
    }

    void forget() {
        roundTrips.clear();
    }

    /**
     * From now on, once: lets a round trip that contains the text reach the server, and cuts the
     * connection when the server has answered, before the client hears of it.
     */
    void cutAfter(String text) {
        cutAfter = text;
        cutting.set(true);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Socket server = new Socket(host, port);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                open.add(client);
                open.add(server);
                Exchange exchange = new Exchange(client, server);
                Thread.ofVirtual().start(exchange::ask);
                Thread.ofVirtual().start(exchange::answer);
            } catch (IOException e) {
                return;
            }
        }
    }

    /** One connection. */
    private final class Exchange {
        private final Socket client;
        private final Socket server;
        private final StringBuilder sent = new StringBuilder();
        private volatile boolean doomed;

        Exchange(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void ask() {
            try (client;
                    server) {
                InputStream in = client.getInputStream();
                OutputStream out = server.getOutputStream();
                byte[] start = message(in);
                out.write(start);
                for (int type = in.read(); type >= 0; type = in.read()) {
                    byte[] rest = message(in);
                    note(type, rest);
                    out.write(type);
                    out.write(rest);
                    out.flush();
                }
            } catch (IOException e) {
                // the connection has ended
            }
        }

        private void note(int type, byte[] rest) {
            sent.append((char) type).append(new String(rest, StandardCharsets.ISO_8859_1));
            if (type == 'S' || type == 'Q') {
                String all = sent.toString();
                sent.setLength(0);
                roundTrips.add(all);
                if (all.contains(cutAfter) && cutting.compareAndSet(true, false)) {
                    doomed = true;
                }
            }
        }

        void answer() {
            try (client;
                    server) {
                InputStream in = server.getInputStream();
                OutputStream out = client.getOutputStream();
                for (int type = in.read(); type >= 0; type = in.read()) {
                    byte[] rest = message(in);
                    if (doomed && type == ROUND_TRIP_ENDS) {
                        return;
                    }
                    if (!doomed) {
                        out.write(type);
                        out.write(rest);
                        out.flush();
                    }
                }
            } catch (IOException e) {
                // the connection has ended
            }
        }

        /** A message's length and body. */
        private static byte[] message(InputStream in) throws IOException {
            byte[] head = in.readNBytes(4);
            if (head.length < 4) {
                throw new IOException("ended");
            }
            int length = ByteBuffer.wrap(head).getInt();
            byte[] body = in.readNBytes(length - 4);
            byte[] all = new byte[4 + body.length];
            System.arraycopy(head, 0, all, 0, 4);
            System.arraycopy(body, 0, all, 4, body.length);
            return all;
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
