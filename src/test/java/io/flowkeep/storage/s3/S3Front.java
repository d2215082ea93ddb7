package io.flowkeep.storage.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands before the S3 server and makes it more like S3, and where a test asks for it, worse.
 *
 * <p>More like S3: the server behind does not keep a read apart from a write of the same object, so
 * here no read runs beside a write; it takes no backslash in a name, so another character stands
 * for it there; and giving an upload up it deletes the object of that name, so it is not told. Safe
 * for concurrent use.
 */
public final class S3Front implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");
    private static final Pattern UPLOAD = Pattern.compile("uploadId=([^& ]+)");
    private static final String BACKSLASH = "%5C";
    private static final String STAND_IN = "%EE%80%80";

    /** Bound and no more, so that nobody else gets the port while this is away. */
    private final Socket place = new Socket();

    private final ServerSocket listener;
    private final URI behind;
    private final ReadWriteLock lock = new ReentrantReadWriteLock(true);
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final List<Rule> rules = new CopyOnWriteArrayList<>();
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private volatile Way way = new Way() {};
    private final Set<String> givenUp = ConcurrentHashMap.newKeySet();

    /** What goes wrong. */
    public enum Fault {
        /** 500 in S3's own words; the server behind sees nothing. */
        ERROR,
        /** The request is carried out, and answered with such a 500. */
        ERROR_AFTER,
        /** The same words after a 200, as the end of an upload in parts may have them. */
        ERROR_IN_200,
        /** 503 SlowDown. */
        SLOW_DOWN,
        /** 404 as a proxy says it that knows no such place. */
        STRANGE_404,
        /** Bucket missing, in S3's own words. */
        NO_BUCKET,
        /** The connection breaks before the server behind has seen the request. */
        BREAK_BEFORE,
        /** The request is carried out; the connection breaks before the answer. */
        BREAK_AFTER,
        /** No answer, ever. */
        HANG,
        /** The request is carried out, and no answer, ever. */
        HANG_AFTER,
        /** Half of the answer's body, then the end of the connection. */
        CUT,
        /** Half of the answer's body, and then nothing. */
        STALL
    }

    /** How another store does it; each says what differs. */
    public interface Way {
        /** An answer without the server behind. */
        default Optional<byte[]> instead(String head) {
            return Optional.empty();
        }

        /** What the server behind hears. */
        default String request(String head) {
            return head;
        }

        /** The body that it hears, of the same length or one that the head does not tell. */
        default byte[] body(byte[] body) {
            return body;
        }

        /** What the client hears. */
        default byte[] answer(String head, byte[] answer) {
            return answer;
        }
    }

    private record Rule(Pattern requestLine, Fault fault, Semaphore times) {}

    public S3Front(URI behind) {
        this.behind = behind;
        try {
            place.setReuseAddress(true);
            place.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            this.listener = new ServerSocket();
            listener.setReuseAddress(true);
            listener.bind(place.getLocalSocketAddress(), 200);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofPlatform().daemon().start(this::accept);
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /** Lets requests fail, the next so many that look like this. */
    public void fail(String requestLine, Fault fault, int times) {
        rules.add(new Rule(Pattern.compile(requestLine), fault, new Semaphore(times)));
    }

    /** Does as another store. */
    void behave(Way other) {
        way = other;
    }

    public void failNoMore() {
        rules.clear();
    }

    /** The ids of uploads that were given up. */
    Set<String> givenUp() {
        return Set.copyOf(givenUp);
    }

    /** The request lines that came since the last call. */
    public List<String> requests() {
        List<String> lines = new ArrayList<>(seen);
        seen.clear();
        return lines;
    }

    @Override
    public void close() {
        goAway();
        try {
            place.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Refuses connections from now on, on a port that stays its own. */
    void goAway() {
        try {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                sockets.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                InputStream in = client.getInputStream();
                OutputStream out = client.getOutputStream()) {
            String head = head(in);
            if (!head.isEmpty()) {
                if (head.toLowerCase(Locale.ROOT).contains("100-continue")) {
                    out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO_8859_1));
                }
                byte[] body = in.readNBytes(length(head));
                answer(head, body, client, out);
            }
        } catch (IOException | InterruptedException e) {
            // the client sees its connection end
        } finally {
            sockets.remove(client);
        }
    }

    private void answer(String head, byte[] body, Socket client, OutputStream out)
            throws IOException, InterruptedException {
        String line = head.substring(0, head.indexOf("\r\n"));
        seen.add(line);
        for (Rule rule : rules) {
            if (rule.requestLine.matcher(line).find() && rule.times.tryAcquire()) {
                fail(rule.fault, head, body, client, out);
                return;
            }
        }
        Optional<byte[]> own = way.instead(head);
        out.write(own.isPresent() ? own.get() : way.answer(head, pass(head, body)));
    }

    private void fail(Fault fault, String head, byte[] body, Socket client, OutputStream out)
            throws IOException, InterruptedException {
        switch (fault) {
            case ERROR -> out.write(error(500, "InternalError"));
            case ERROR_AFTER -> {
                byte[] _ = pass(head, body);
                out.write(error(500, "InternalError"));
            }
            case ERROR_IN_200 -> out.write(error(200, "InternalError"));
            case SLOW_DOWN -> out.write(error(503, "SlowDown"));
            case NO_BUCKET -> out.write(error(404, "NoSuchBucket"));
            case STRANGE_404 -> out.write(answer(404, "text/html", "<html>"));
            case BREAK_BEFORE -> reset(client);
            case BREAK_AFTER -> {
                byte[] _ = pass(head, body);
                reset(client);
            }
            case HANG -> Thread.sleep(60_000);
            case HANG_AFTER -> {
                byte[] _ = pass(head, body);
                Thread.sleep(60_000);
            }
            case CUT -> out.write(half(pass(head, body)));
            case STALL -> {
                out.write(half(pass(head, body)));
                out.flush();
                Thread.sleep(60_000);
            }
        }
    }

    private static void reset(Socket client) throws IOException {
        client.setSoLinger(true, 0);
        client.close();
    }

    private static byte[] half(byte[] answer) {
        int start = new String(answer, ISO_8859_1).indexOf("\r\n\r\n") + 4;
        return Arrays.copyOf(answer, start + (answer.length - start) / 2);
    }

    static byte[] error(int status, String code) {
        String body = "<?xml version=\"1.0\"?><Error><Code>" + code + "</Code></Error>";
        return answer(status, "application/xml", body);
    }

    private static byte[] answer(int status, String type, String body) {
        String head =
                """
                HTTP/1.1 %d No
                Content-Type: %s
                Content-Length: %d
                Connection: close

                """
                        .formatted(status, type, body.length());
        return (head.replace("\n", "\r\n") + body).getBytes(ISO_8859_1);
    }

    private byte[] pass(String head, byte[] body) throws IOException {
        Matcher upload = UPLOAD.matcher(head.substring(0, head.indexOf("\r\n")));
        if (upload.find()) {
            if (head.startsWith("DELETE ")) {
                givenUp.add(upload.group(1));
                return "HTTP/1.1 204 No\r\nConnection: close\r\n\r\n".getBytes(ISO_8859_1);
            }
            if (givenUp.contains(upload.group(1))) {
                return error(404, "NoSuchUpload");
            }
        }
        boolean reads = head.startsWith("GET ") || head.startsWith("HEAD ");
        var held = reads ? lock.readLock() : lock.writeLock();
        held.lock();
        try (Socket server = new Socket(behind.getHost(), behind.getPort())) {
            OutputStream out = server.getOutputStream();
            String sent =
                    way.request(head)
                            .replaceAll("(?i)\r\n(connection|expect): [^\r]*", "")
                            .replaceFirst("\r\n\r\n", "\r\nConnection: close\r\n\r\n")
                            .replace(BACKSLASH, STAND_IN);
            out.write(sent.getBytes(ISO_8859_1));
            out.write(way.body(body));
            out.flush();
            byte[] answer = server.getInputStream().readAllBytes();
            String text = new String(answer, ISO_8859_1);
            return reads && text.contains("<ListBucketResult")
                    ? text.replace(STAND_IN, BACKSLASH).getBytes(ISO_8859_1)
                    : answer;
        } finally {
            held.unlock();
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int end = 0;
        while (end < 4) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.write(next);
            end = next == (end % 2 == 0 ? '\r' : '\n') ? end + 1 : (next == '\r' ? 1 : 0);
        }
        return head.toString(ISO_8859_1);
    }

    private static int length(String head) {
        Matcher length = LENGTH.matcher(head);
        return length.find() ? Integer.parseInt(length.group(1)) : 0;
    }
}
