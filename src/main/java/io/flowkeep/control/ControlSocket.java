package io.flowkeep.control;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the command line on a socket that only the server's own user (and root) can open. Safe
 * for concurrent use.
 *
 * <p>What a client can cost: {@link #AT_ONCE} of them have a thread, one more is refused with a
 * message; each has {@link #PATIENCE} to say in {@link ControlRequest#MAX_BYTES} what it wants, and
 * the same to take a line that is written to it. Then its connection is closed, which ends its
 * command at the next thing that it has to say.
 */
public final class ControlSocket implements AutoCloseable {
    /** Clients that are served at the same time. */
    static final int AT_ONCE = 8;

    /** For a client to say what it wants, and to take each line. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(ControlSocket.class);
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    /**
     * The pause after no connection could be accepted: without it the next try would fail as well.
     */
    private static final Duration BREATH = Duration.ofMillis(200);

    private final ControlPlace place;
    private final UserPrincipal owner;
    private final Conversation.Settings settings;
    private final ScheduledExecutorService clock;
    private final Semaphore places = new Semaphore(AT_ONCE);
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();

    private ControlSocket(
            ControlPlace place,
            UserPrincipal owner,
            List<ControlCommand> commands,
            ControlWatch watch,
            Duration patience) {
        this.place = place;
        this.owner = owner;
        this.clock =
                Executors.newSingleThreadScheduledExecutor(
                        work -> Thread.ofPlatform().daemon().name("control-clock").unstarted(work));
        this.settings = new Conversation.Settings(List.copyOf(commands), watch, clock, patience);
    }

    /**
     * Takes the place and answers from now on.
     *
     * @param commands each with a name of its own
     * @throws IOException if the place cannot be had, with a message for the operator
     */
    public static ControlSocket open(Path socket, List<ControlCommand> commands, ControlWatch watch)
            throws IOException {
        return open(socket, commands, watch, PATIENCE);
    }

    /** With another patience, for tests. */
    static ControlSocket open(
            Path socket, List<ControlCommand> commands, ControlWatch watch, Duration patience)
            throws IOException {
        ControlPlace place = ControlPlace.take(socket);
        try {
            ControlSocket control =
                    new ControlSocket(place, Files.getOwner(socket), commands, watch, patience);
            Thread _ = Thread.ofPlatform().daemon().name("control").start(control::accept);
            return control;
        } catch (IOException e) {
            place.leave();
            throw e;
        }
    }

    private void accept() {
        while (place.server().isOpen()) {
            try {
                welcome(place.server().accept());
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOG.atWarn().setCause(e).log("the control socket takes nobody");
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(BREATH);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void welcome(SocketChannel client) throws IOException {
        if (!places.tryAcquire()) {
            try (client) {
                // Fits into the socket's buffer, so writing does not block.
                new LineChannel(client).write(full().line());
            }
            return;
        }
        open.add(client);
        Thread _ = Thread.ofVirtual().name("control-client").start(() -> serve(client));
    }

    private static ControlAnswer full() {
        return new ControlAnswer.Refused(
                AT_ONCE + " commands are under way at this server; try again when one has ended");
    }

    private void serve(SocketChannel client) {
        try (client) {
            new Conversation(client, owner, settings).run();
        } catch (IOException | ControlCommand.Gone e) {
            LOG.atDebug().setCause(e).log("a client of the control socket has left");
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("a client of the control socket got no answer");
        } finally {
            open.remove(client);
            places.release();
        }
    }

    /**
     * Accepts no further client and waits up to 5 s for commands that are under way; then their
     * connections are closed.
     */
    @Override
    public void close() {
        try {
            place.leave();
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("the control socket could not be removed");
        }
        try {
            if (!places.tryAcquire(AT_ONCE, LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("a command of the control socket was cut off at the stop");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (SocketChannel client : open) {
            cutOff(client);
        }
        clock.shutdownNow();
    }

    private static void cutOff(SocketChannel client) {
        try {
            client.close();
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("a client of the control socket was gone already");
        }
    }
}
