package io.flowkeep.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.json.Json;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class ControlSocketTest {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final String USER = "user " + System.getProperty("user.name", "");

    @TempDir private Path folder;
    private final BlockingQueue<String> watched = new LinkedBlockingQueue<>();
    private final CountDownLatch mayGoOn = new CountDownLatch(1);

    private final ControlWatch watch =
            new ControlWatch() {
                @Override
                public void begun(String who, String command, String about) {
                    watched.add(who + " begins " + command + " " + about);
                }

                @Override
                public void ended(String who, String command, String how) {
                    watched.add(who + " ended " + command + " " + how);
                }
            };

    /** Does what the test says. */
    private record Fake(String name, Body body) implements ControlCommand {
        interface Body {
            ObjectNode run(Map<String, String> arguments, Listener listener);
        }

        @Override
        public Work prepare(Map<String, String> arguments) {
            if (arguments.containsKey("wrong")) {
                throw new Misuse("'wrong' is wrong");
            }
            return new Work() {
                @Override
                public String about() {
                    return "of " + arguments.getOrDefault("project", "all");
                }

                @Override
                public ObjectNode run(Listener listener) {
                    return body.run(arguments, listener);
                }
            };
        }
    }

    private static ObjectNode json(String name, String value) {
        ObjectNode json = Json.object();
        json.put(name, value);
        return json;
    }

    private Path socket() {
        return folder.resolve("var/control.sock");
    }

    private ControlSocket open(Duration patience) throws IOException {
        ControlCommand echo =
                new Fake(
                        "echo",
                        (arguments, listener) -> {
                            listener.done(json("part", "1"));
                            listener.done(json("part", "2"));
                            return json("project", arguments.getOrDefault("project", "-"));
                        });
        ControlCommand away =
                new Fake(
                        "away",
                        (_, _) -> {
                            throw new StoreUnavailable("the bucket is away", null);
                        });
        ControlCommand broken =
                new Fake(
                        "broken",
                        (_, _) -> {
                            throw new IllegalStateException("a secret detail");
                        });
        ControlCommand waiting =
                new Fake(
                        "waiting",
                        (_, _) -> {
                            try {
                                mayGoOn.await();
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                            return Json.object();
                        });
        ControlCommand endless =
                new Fake(
                        "endless",
                        (_, listener) -> {
                            while (true) {
                                listener.done(json("x", "x".repeat(10_000)));
                            }
                        });
        return ControlSocket.open(
                socket(), List.of(echo, away, broken, waiting, endless), watch, patience);
    }

    private ControlSocket open() throws IOException {
        return open(Duration.ofSeconds(5));
    }

    private ControlAnswer ask(String command, Map<String, String> arguments, List<ObjectNode> parts)
            throws ControlClient.Unanswered {
        return ControlClient.ask(socket(), new ControlRequest(command, arguments), parts::add);
    }

    private ControlAnswer ask(String command) throws ControlClient.Unanswered {
        return ask(command, Map.of(), new ArrayList<>());
    }

    private SocketChannel connect() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(socket()));
    }

    private String watched() throws InterruptedException {
        return Optional.ofNullable(watched.poll(5, TimeUnit.SECONDS))
                .orElseThrow(() -> new AssertionError("nothing was seen"));
    }

    @Test
    void a_command_gets_its_arguments_and_its_parts_come_before_the_end() throws Exception {
        try (ControlSocket _ = open()) {
            List<ObjectNode> parts = new ArrayList<>();
            ControlAnswer end = ask("echo", Map.of("project", "p1"), parts);
            assertEquals(new ControlAnswer.Done(json("project", "p1")), end);
            assertEquals(List.of(json("part", "1"), json("part", "2")), parts);
            assertEquals(USER + " begins echo of p1", watched());
            assertEquals(USER + " ended echo done", watched());
        }
    }

    @Test
    void only_its_owner_may_open_it_and_a_stop_leaves_no_socket() throws Exception {
        try (ControlSocket _ = open()) {
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(socket())));
            assertEquals(List.of("control.lock", "control.sock"), names());
        }
        assertEquals(List.of("control.lock"), names());
        ControlClient.Unanswered none =
                assertThrows(ControlClient.Unanswered.class, () -> ask("echo"));
        assertEquals("no server runs here: " + socket() + ": it is not there", none.getMessage());
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("var"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void a_socket_and_a_workshop_that_a_killed_server_left_are_replaced() throws Exception {
        Files.createDirectories(folder.resolve("var/.control"));
        for (String left : List.of("control.sock", ".control/s")) {
            try (ServerSocketChannel stale =
                    ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                stale.bind(UnixDomainSocketAddress.of(folder.resolve("var").resolve(left)));
            }
        }
        ControlClient.Unanswered none =
                assertThrows(ControlClient.Unanswered.class, () -> ask("echo"));
        assertEquals(
                "no server runs here: " + socket() + ": its server has ended without removing it",
                none.getMessage());
        try (ControlSocket _ = open()) {
            assertInstanceOf(ControlAnswer.Done.class, ask("echo"));
            assertEquals(List.of("control.lock", "control.sock"), names());
        }
    }

    @Test
    void a_second_server_in_a_folder_goes_without_and_takes_nothing_from_the_first()
            throws Exception {
        try (ControlSocket _ = open()) {
            IOException taken = assertThrows(IOException.class, this::open);
            assertEquals("another server has " + folder.resolve("var"), taken.getMessage());
            assertInstanceOf(ControlAnswer.Done.class, ask("echo"));
        }
        try (ControlSocket _ = open()) {
            assertInstanceOf(ControlAnswer.Done.class, ask("echo"));
        }
    }

    @Test
    void what_cannot_be_a_socket_s_place_is_said_in_one_line() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        Files.createDirectories(folder.resolve("var"));
        Files.writeString(socket(), "somebody's");
        assertEquals(socket() + " is there and is no socket", refusal(socket()));
        assertEquals("somebody's", Files.readString(socket()));
        assertEquals(
                "there is no folder " + file.resolve("var") + ", and it cannot be made",
                refusal(file.resolve("var/control.sock")));
        Path long107 = folder.resolve("x".repeat(107 - folder.toString().length()));
        Path deep = long107.resolve("s");
        assertEquals(deep + " has 110 bytes, and the path of a socket at most 107", refusal(deep));
        assertFalse(Files.exists(long107), "nothing is made for it");
        assertThrows(
                ControlClient.Unanswered.class,
                () -> ControlClient.ask(deep, new ControlRequest("echo", Map.of()), _ -> {}));
    }

    private String refusal(Path socket) {
        IOException refused =
                assertThrows(IOException.class, () -> ControlSocket.open(socket, List.of(), watch));
        return String.valueOf(refused.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"flowkeep\":2,\"command\":\"echo\"}|this server speaks version 1 of the control"
                        + " protocol; take the command line of its release",
                "{\"command\":\"echo\"}|this server speaks version 1 of the control protocol; take"
                        + " the command line of its release",
                "[]|this server speaks version 1 of the control protocol; take the command line of"
                        + " its release",
                "GET / HTTP/1.1|this is no line of JSON",
                "{\"flowkeep\":1}|this server knows no command '', but echo, away, broken, waiting,"
                        + " endless",
                "{\"flowkeep\":1,\"command\":\"no\"}|this server knows no command 'no', but echo,"
                        + " away, broken, waiting, endless",
                "{\"flowkeep\":1,\"command\":\"echo\",\"arguments\":{\"project\":5}}|project must"
                        + " be a text",
                "{\"flowkeep\":1,\"command\":\"echo\",\"arguments\":{\"wrong\":\"x\"}}|'wrong' is"
                        + " wrong"
            })
    void what_makes_no_sense_is_refused_before_anything_begins(String line, String why)
            throws Exception {
        try (ControlSocket _ = open();
                SocketChannel client = connect()) {
            LineChannel lines = new LineChannel(client);
            lines.write(line);
            assertEquals(
                    new ControlAnswer.Refused(why),
                    ControlAnswer.read(lines.read(ControlAnswer.MAX_BYTES)));
            assertThrows(EOFException.class, () -> lines.read(1));
        }
        assertEquals(0, watched.size());
    }

    @Test
    void a_line_without_an_end_is_not_read_to_its_end() throws Exception {
        try (ControlSocket _ = open();
                SocketChannel client = connect()) {
            LineChannel lines = new LineChannel(client);
            lines.write("x".repeat(ControlRequest.MAX_BYTES + 1));
            assertEquals(
                    new ControlAnswer.Refused("a line is longer than 8192 bytes"),
                    ControlAnswer.read(lines.read(ControlAnswer.MAX_BYTES)));
        }
    }

    @Test
    void a_failure_is_told_and_only_a_store_s_words_are_handed_on() throws Exception {
        try (ControlSocket _ = open()) {
            assertEquals(new ControlAnswer.Failed("the bucket is away"), ask("away"));
            assertEquals(
                    new ControlAnswer.Failed("internal error; the server's log says more"),
                    ask("broken"));
        }
        assertEquals(USER + " begins away of all", watched());
        assertEquals(USER + " ended away a store failed: the bucket is away", watched());
        assertEquals(USER + " begins broken of all", watched());
        assertEquals(USER + " ended broken it broke", watched());
    }

    @Test
    void a_client_that_says_nothing_is_cut_off_and_its_place_is_free_again() throws Exception {
        try (ControlSocket _ = open(SHORT)) {
            List<SocketChannel> silent = new ArrayList<>();
            for (int i = 0; i < ControlSocket.AT_ONCE; i++) {
                silent.add(connect());
            }
            for (SocketChannel each : silent) {
                assertThrows(IOException.class, () -> new LineChannel(each).read(1));
                each.close();
            }
            assertInstanceOf(ControlAnswer.Done.class, ask("echo"));
        }
    }

    @Test
    void more_clients_than_there_are_places_are_sent_away_at_once() throws Exception {
        try (ControlSocket _ = open()) {
            List<Thread> busy = new ArrayList<>();
            for (int i = 0; i < ControlSocket.AT_ONCE; i++) {
                busy.add(Thread.ofVirtual().start(() -> assertEnds("waiting")));
                assertEquals(USER + " begins waiting of all", watched());
            }
            assertEquals(
                    new ControlAnswer.Refused(
                            "8 commands are under way at this server; try again when one has"
                                    + " ended"),
                    ask("echo"));
            mayGoOn.countDown();
            for (Thread each : busy) {
                each.join();
                assertEquals(USER + " ended waiting done", watched());
            }
            assertInstanceOf(ControlAnswer.Done.class, ask("echo"));
        }
    }

    private void assertEnds(String command) {
        try {
            assertInstanceOf(ControlAnswer.Done.class, ask(command));
        } catch (ControlClient.Unanswered e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_client_that_leaves_ends_its_command_at_the_next_part() throws Exception {
        try (ControlSocket _ = open()) {
            try (SocketChannel client = connect()) {
                LineChannel lines = new LineChannel(client);
                lines.write(new ControlRequest("endless", Map.of()).line());
                String _ = lines.read(ControlAnswer.MAX_BYTES);
                assertEquals(USER + " begins endless of all", watched());
            }
            assertEquals(USER + " ended endless the client has left", watched());
        }
    }

    @Test
    void a_client_that_takes_nothing_is_cut_off() throws Exception {
        try (ControlSocket _ = open(SHORT);
                SocketChannel client = connect()) {
            new LineChannel(client).write(new ControlRequest("endless", Map.of()).line());
            assertEquals(USER + " begins endless of all", watched());
            assertEquals(USER + " ended endless the client has left", watched());
        }
    }

    @Test
    void a_server_that_ends_in_the_middle_is_told_from_one_that_is_done() throws Exception {
        Files.createDirectories(folder.resolve("var"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket()));
            Thread killed =
                    Thread.ofVirtual()
                            .start(() -> {
                                try (SocketChannel client = server.accept()) {
                                    LineChannel lines = new LineChannel(client);
                                    String _ = lines.read(ControlRequest.MAX_BYTES);
                                    lines.write(new ControlAnswer.Part(json("a", "b")).line());
                                } catch (IOException e) {
                                    throw new AssertionError(e);
                                }
                            });
            List<ObjectNode> parts = new ArrayList<>();
            ControlClient.Unanswered ended =
                    assertThrows(
                            ControlClient.Unanswered.class, () -> ask("echo", Map.of(), parts));
            assertEquals(
                    "the server ended before the command did; what it had done stays done",
                    ended.getMessage());
            assertEquals(1, parts.size());
            killed.join();
        }
    }
}
