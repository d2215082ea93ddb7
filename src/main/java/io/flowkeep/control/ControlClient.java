package io.flowkeep.control;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** Asks a running server for something. Stateless. */
public final class ControlClient {
    private ControlClient() {}

    /** The request was not answered; the message is for the user. */
    public static final class Unanswered extends Exception {
        private static final long serialVersionUID = 1;

        Unanswered(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Asks and waits for the end, however long it takes. Ending the process ends the command.
     *
     * @param parts told of each part as it comes, on the calling thread
     * @return never a {@link ControlAnswer.Part}
     * @throws Unanswered if no server is there, it is somebody else's, or it ended on the way
     */
    public static ControlAnswer ask(Path socket, ControlRequest asked, Consumer<ObjectNode> parts)
            throws Unanswered {
        try (SocketChannel server = connect(socket)) {
            LineChannel lines = new LineChannel(server);
            try {
                lines.write(asked.line());
            } catch (IOException e) {
                // The server refused the connection before the request was sent; its answer can
                // still be read.
            }
            while (true) {
                switch (ControlAnswer.read(lines.read(ControlAnswer.MAX_BYTES))) {
                    case ControlAnswer.Part(var part) -> parts.accept(part);
                    case ControlAnswer.Done end -> {
                        return end;
                    }
                    case ControlAnswer.Failed end -> {
                        return end;
                    }
                    case ControlAnswer.Refused end -> {
                        return end;
                    }
                }
            }
        } catch (EOFException e) {
            throw new Unanswered(
                    "the server ended before the command did; what it had done stays done", e);
        } catch (IOException e) {
            throw new Unanswered("the answer of the server broke off: " + e.getMessage(), e);
        }
    }

    private static SocketChannel connect(Path socket) throws Unanswered {
        try {
            return SocketChannel.open(UnixDomainSocketAddress.of(socket));
        } catch (ConnectException e) {
            throw noServer(socket, "its server has ended without removing it", e);
        } catch (IOException e) {
            throw Files.exists(socket, LinkOption.NOFOLLOW_LINKS)
                    ? new Unanswered(
                            socket
                                    + " cannot be opened ("
                                    + e.getMessage()
                                    + "); it is for the user that the server runs as",
                            e)
                    : noServer(socket, "it is not there", e);
        }
    }

    private static Unanswered noServer(Path socket, String why, IOException cause) {
        return new Unanswered("no server runs here: " + socket + ": " + why, cause);
    }
}
