package io.flowkeep.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.config.Environment;
import io.flowkeep.control.ControlSocket;
import io.flowkeep.control.ControlWatch;
import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.files.Recounts;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import io.flowkeep.server.RecountCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code usage recount} against a control socket with a made-up store behind it. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class UsageCommandTest {
    private static final TeamId T1 = new TeamId("t1");
    private static final TeamId T2 = new TeamId("t2");

    @TempDir private Path home;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<Recounts.Recounted> projects = new ArrayList<>();
    private boolean breaks;

    private final Recounts recounts =
            new Recounts() {
                @Override
                public Recounted recount(ProjectId project) {
                    return new Recounted(project, Map.of(T1, 7L), Map.of());
                }

                @Override
                public void recountAll(Consumer<Recounted> each) {
                    projects.forEach(each);
                    if (breaks) {
                        throw new StoreUnavailable("the disk is gone", null);
                    }
                }
            };

    private static final class Nobody implements ControlWatch {
        @Override
        public void begun(String who, String command, String about) {}

        @Override
        public void ended(String who, String command, String how) {}
    }

    private ControlSocket server() throws IOException {
        return ControlSocket.open(
                home.resolve("var/control.sock"),
                List.of(new RecountCommand(recounts)),
                new Nobody());
    }

    private int run(String... arguments) {
        Environment environment = new Environment(Map.of("FLOWFORGE_HOME", home.toString()), home);
        return new CommandLine(new UsageCommand(environment))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private void add(String project, Map<TeamId, Long> before, Map<TeamId, Long> after) {
        projects.add(new Recounts.Recounted(new ProjectId(project), before, after));
    }

    @Test
    void what_differed_is_a_table_and_the_rest_a_number() throws Exception {
        add("p1", Map.of(T1, 5L, T2, 6L), Map.of(T1, 5L, T2, 2L));
        add("p2", Map.of(T1, 5L), Map.of(T1, 5L));
        add("p3", Map.of(), Map.of(T1, 1_000_000L));
        try (ControlSocket _ = server()) {
            assertEquals(0, run("recount"));
        }
        assertEquals(
                List.of(
                        "PROJECT                                        BEFORE            AFTER "
                                + " TEAMS",
                        "p1                                                 11                7  t2"
                                + " 6 -> 2",
                        "p3                                                  0          1000000  t1"
                                + " 0 -> 1000000"),
                out.toString().lines().toList());
        assertEquals(
                "3 projects counted, 2 of them differed; sizes are bytes", err.toString().strip());
    }

    @Test
    void one_project_and_lines_of_json() throws Exception {
        try (ControlSocket _ = server()) {
            assertEquals(0, run("recount", "--project", "p9", "--json"));
        }
        assertEquals(
                "{\"project\":\"p9\",\"changed\":true,\"before\":7,\"after\":0,"
                        + "\"teams\":[{\"team\":\"t1\",\"before\":7,\"after\":0}]}",
                out.toString().strip());
        assertEquals(
                "1 project counted, 1 of them differed; sizes are bytes", err.toString().strip());
    }

    @Test
    void ten_thousand_projects_come_through() throws Exception {
        for (int i = 0; i < 10_000; i++) {
            add("p" + i, Map.of(T1, 1L), Map.of(T1, i % 1000 == 0 ? 2L : 1L));
        }
        try (ControlSocket _ = server()) {
            assertEquals(0, run("recount"));
        }
        assertEquals(11, out.toString().lines().count());
        assertTrue(err.toString().startsWith("10000 projects counted, 10 of them"), err::toString);
    }

    @Test
    void without_a_server_it_says_so_and_fails() {
        assertEquals(1, run("recount"));
        assertEquals(
                "flowkeep: no server runs here: "
                        + home.resolve("var/control.sock")
                        + ": it is not there",
                err.toString().strip());
        assertEquals("", out.toString());
    }

    @Test
    void a_store_that_fails_on_the_way_is_said_after_what_was_counted() throws Exception {
        add("p1", Map.of(), Map.of(T1, 1L));
        breaks = true;
        try (ControlSocket _ = server()) {
            assertEquals(1, run("recount"));
        }
        assertEquals(2, out.toString().lines().count());
        assertEquals("flowkeep: the disk is gone", err.toString().strip());
    }

    @Test
    void what_makes_no_sense_is_misuse_and_asks_nobody() {
        assertEquals(2, run("recount", "--project", "../x"));
        assertEquals(
                "flowkeep usage: --project '../x' is no id of a project", err.toString().strip());
        assertEquals(2, run("recount", "p1"));
        assertEquals(2, run("recuont"));
    }

    @Test
    void a_configuration_that_does_not_start_does_not_stand_in_the_way() throws Exception {
        Files.createDirectories(home.resolve("etc"));
        Files.writeString(home.resolve("etc/flowkeep.yml"), "prot: 1\n");
        add("p1", Map.of(), Map.of());
        try (ControlSocket _ = server()) {
            assertEquals(0, run("recount"), err::toString);
        }
    }
}
