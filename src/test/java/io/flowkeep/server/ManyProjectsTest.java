package io.flowkeep.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.flowkeep.testing.House;
import io.flowkeep.testing.Wire;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two hundred projects that write at one moment. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class ManyProjectsTest {
    private static final int PROJECTS = 200;
    private static final List<Integer> ALL_WELL = Collections.nCopies(PROJECTS, 200);

    @TempDir private Path home;
    private House house;
    private Wire wire;

    @BeforeEach
    void start() {
        house = House.withFilesAndContext(home);
        wire = house.wire();
    }

    @AfterEach
    void stop() {
        house.close();
    }

    @Test
    void all_their_context_is_written() throws Exception {
        List<Integer> set =
                Together.run(
                        PROJECTS,
                        number -> {
                            String project = "p" + number;
                            String body = "[{\"key\":\"own\",\"value\":%d}]".formatted(number);
                            return wire.post(
                                            "std~" + project,
                                            "/v1/context/" + project + "/global",
                                            body)
                                    .status();
                        });
        assertEquals(ALL_WELL, set);
        for (int number = 0; number < PROJECTS; number++) {
            String path = "/v1/context/p" + number + "/global?key=own";
            assertEquals(
                    "[{\"key\":\"own\",\"value\":%d}]".formatted(number),
                    wire.get("std~p" + number, path).text());
        }
    }

    @Test
    void all_writes_to_one_scope_of_one_project_are_kept() throws Exception {
        List<Integer> set =
                Together.run(
                        PROJECTS,
                        number -> {
                            String body =
                                    "[{\"key\":\"k%d\",\"value\":%d}]".formatted(number, number);
                            return wire.post("std~p1", "/v1/context/p1/flow", body).status();
                        });
        assertEquals(ALL_WELL, set);
        assertEquals(PROJECTS, wire.get("std~p1", "/v1/context/p1/flow/keys").json().size());
    }

    @Test
    void all_their_files_are_written() throws Exception {
        List<Integer> written =
                Together.run(
                        PROJECTS,
                        number -> {
                            String path = "/v1/files/t1/p" + number + "/a/file";
                            return wire.put("std~p" + number, path, new byte[number]).status();
                        });
        assertEquals(ALL_WELL, written);
        for (int number = 0; number < PROJECTS; number++) {
            String path = "/v1/files/t1/p" + number + "/a/file";
            assertEquals(number, wire.get("std~p" + number, path).body().length);
        }
    }
}
