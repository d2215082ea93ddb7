package io.flowkeep.control;

import io.flowkeep.faults.StoreFault;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One client's connection to the control socket, from its request to the end of the answer. For one
 * thread.
 */
final class Conversation {
    private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);
    private static final String ROOT = "root";

    private final SocketChannel client;
    private final LineChannel lines;
    private final UserPrincipal owner;
    private final Settings settings;

    /** What all conversations share. */
    record Settings(
            List<ControlCommand> commands,
            ControlWatch watch,
            ScheduledExecutorService clock,
            Duration patience) {}

    Conversation(SocketChannel client, UserPrincipal owner, Settings settings) {
        this.client = client;
        this.lines = new LineChannel(client);
        this.owner = owner;
        this.settings = settings;
    }

    /** Reading or writing whose time is limited. */
    @FunctionalInterface
    private interface Exchanging<T> {
        T run() throws IOException;
    }

    void run() throws IOException {
        UserPrincipal user = client.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
        // The socket's mode keeps others out; this holds also if somebody has changed it.
        if (!user.equals(owner) && !user.getName().equals(ROOT)) {
            say(new ControlAnswer.Refused("this socket is for " + owner.getName() + " and root"));
            return;
        }
        say(answer("user " + user.getName()));
    }

    private ControlAnswer answer(String who) throws IOException {
        try {
            ControlRequest asked =
                    ControlRequest.read(inTime(() -> lines.read(ControlRequest.MAX_BYTES)));
            ControlCommand command = find(asked.command());
            ControlCommand.Work work = command.prepare(asked.arguments());
            return done(who, command.name(), work);
        } catch (ControlCommand.Misuse e) {
            return new ControlAnswer.Refused(String.valueOf(e.getMessage()));
        } catch (LineChannel.TooLong e) {
            return new ControlAnswer.Refused(String.valueOf(e.getMessage()));
        }
    }

    private ControlCommand find(String name) {
        Optional<ControlCommand> found =
                settings.commands().stream()
                        .filter(command -> command.name().equals(name))
                        .findFirst();
        return found.orElseThrow(() ->
                new ControlCommand.Misuse("this server knows no command '" + name + "'" + known()));
    }

    private String known() {
        List<String> names = settings.commands().stream().map(ControlCommand::name).toList();
        return names.isEmpty() ? "" : ", but " + String.join(", ", names);
    }

    private ControlAnswer done(String who, String command, ControlCommand.Work work) {
        settings.watch().begun(who, command, work.about());
        String how = "it broke";
        try {
            ObjectNode summary = work.run(this::tell);
            how = "done";
            return new ControlAnswer.Done(summary);
        } catch (ControlCommand.Gone e) {
            how = "the client has left";
            throw e;
        } catch (StoreFault e) {
            how = "a store failed: " + e.getMessage();
            LOG.atError().setCause(e).log("store fault");
            return new ControlAnswer.Failed(String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            LOG.atError().setCause(e).log("unexpected failure of {}", command);
            return new ControlAnswer.Failed("internal error; the server's log says more");
        } finally {
            settings.watch().ended(who, command, how);
        }
    }

    private void tell(ObjectNode part) {
        try {
            say(new ControlAnswer.Part(part));
        } catch (IOException e) {
            throw new ControlCommand.Gone(e);
        }
    }

    private void say(ControlAnswer said) throws IOException {
        boolean _ =
                inTime(() -> {
                    lines.write(said.line());
                    return true;
                });
    }

    /** A client that takes longer is cut off: closing the channel ends what waits on it. */
    private <T> T inTime(Exchanging<T> exchanging) throws IOException {
        ScheduledFuture<?> cut =
                settings.clock()
                        .schedule(
                                this::cutOff,
                                settings.patience().toMillis(),
                                TimeUnit.MILLISECONDS);
        try {
            return exchanging.run();
        } finally {
            boolean _ = cut.cancel(false);
        }
    }

    private void cutOff() {
        try {
            client.close();
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("a client of the control socket was gone already");
        }
    }
}
