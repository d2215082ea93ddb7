package io.flowkeep.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A plain socket that speaks just enough HTTP/1.1 to send what a proper client would refuse to
 * send.
 */
public final class RawClient implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    /** Connects to the loopback. */
    public RawClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /** An answer in full. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Answer(int status, List<String> headerLines, byte[] body) {

        /** The first value of a header. */
        public Optional<String> header(String name) {
            String prefix = name.toLowerCase(Locale.ROOT) + ":";
            return headerLines.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
                    .map(line -> line.substring(prefix.length()).strip())
                    .findFirst();
        }

        /** The body as UTF-8. */
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** Sends text as ISO-8859-1, so that every character is the byte of the same value. */
    public RawClient send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends bytes. */
    public RawClient send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
        return this;
    }

    /** Reads one answer to a request that was not HEAD. */
    public Answer read() throws IOException {
        return read(true);
    }

    /** Reads one answer. */
    public Answer read(boolean hasBody) throws IOException {
        String status = line();
        List<String> headers = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            headers.add(line);
        }
        int code = Integer.parseInt(status.split(" ", -1)[1]);
        Answer head = new Answer(code, List.copyOf(headers), new byte[0]);
        int length = head.header("content-length").map(Integer::parseInt).orElse(0);
        byte[] body = hasBody ? in.readNBytes(length) : new byte[0];
        return new Answer(code, head.headerLines(), body);
    }

    /** Reads frames of HTTP/2 up to one of this type with these flags; its content. */
    public byte[] frame(int type, int flags) throws IOException {
        while (true) {
            byte[] head = in.readNBytes(9);
            if (head.length < 9) {
                throw new IOException("the connection ended before the frame");
            }
            int length = ((head[0] & 0xff) << 16) | ((head[1] & 0xff) << 8) | (head[2] & 0xff);
            byte[] content = in.readNBytes(length);
            if (head[3] == type && head[4] == flags) {
                return content;
            }
        }
    }

    /** True if the server has closed the connection and nothing more is to be read. */
    public boolean isClosedByServer() throws IOException {
        return in.read() < 0;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("connection closed after: " + line);
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
