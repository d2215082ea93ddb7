package io.flowkeep.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.logging.LogStyle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each file sets another port, so that the port tells which one was read. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class ConfigSourceTest {
    private static final String FACE = "driver: {type: localfs, options: {root: f}}\n";

    @TempDir Path folder;
    private Path home;
    private Path working;
    private final Map<String, String> variables = new HashMap<>();

    @BeforeEach
    void make_two_folders() throws IOException {
        home = Files.createDirectory(folder.resolve("home"));
        Files.createDirectory(home.resolve("etc"));
        working = Files.createDirectory(folder.resolve("working"));
        variables.put("FLOWFORGE_HOME", home.toString());
    }

    @Test
    void the_original_file_is_read() throws Exception {
        write("flowforge-storage.yml", "port: 1\n" + FACE);
        assertEquals(1, port());
    }

    @Test
    void a_byte_order_mark_is_passed_over() throws Exception {
        write("flowforge-storage.yml", "\ufeffport: 1\n" + FACE);
        assertEquals(1, port());
        write("flowkeep.yml", "\ufeffport: 2\n" + FACE);
        assertEquals(2, port());
        variables.put("FF_FS_TEST_CONFIG", "\ufeffport: 3\n" + FACE);
        assertEquals(3, port());
    }

    @Test
    void the_local_file_replaces_the_original_entirely() throws Exception {
        write("flowforge-storage.yml", "port: 1\nbase_url: http://x\n" + FACE);
        write("flowforge-storage.local.yml", "port: 2\n" + FACE);
        assertEquals(2, port());
        assertTrue(load().server().auth() instanceof AuthConfig.BuiltIn);
    }

    @Test
    void the_own_file_beats_both_and_says_so() throws Exception {
        write("flowforge-storage.yml", "port: 1\n" + FACE);
        write("flowkeep.yml", "port: 3\n" + FACE);
        assertEquals(3, port());
        assertEquals(
                List.of(
                        home.resolve("etc/flowforge-storage.yml")
                                + " is not read, since "
                                + home.resolve("etc/flowkeep.yml")
                                + " is there"),
                load().warnings());
    }

    @Test
    void an_own_file_of_comments_only_counts_as_not_there() throws Exception {
        write("flowkeep.yml", "# port: 3\n");
        assertEquals(3001, port());
        write("flowforge-storage.yml", "port: 1\n" + FACE);
        assertEquals(1, port());
    }

    @Test
    void an_own_file_that_names_no_face_has_all_on_embedded_parts() throws Exception {
        write("flowkeep.yml", "port: 3\n");
        ServerConfig config = load().server();
        assertEquals(3, config.http().port());
        assertTrue(config.files() instanceof FilesConfig.On(FilesConfig.Storage.Folder _, _, _, _));
        assertTrue(config.context() instanceof ContextConfig.On(RecordPlace.Sqlite _, _));
    }

    @Test
    void the_text_in_the_environment_beats_all_files_and_moves_home() throws Exception {
        write("flowkeep.yml", "port: 3\n" + FACE);
        variables.put("FF_FS_TEST_CONFIG", "port: 4\n" + FACE);
        assertEquals(4, port());
        assertEquals(working.resolve("f"), root());
        assertEquals(LogStyle.READABLE, load().server().logging().style());
    }

    @Test
    void the_port_in_the_environment_beats_everything() throws Exception {
        variables.put("FF_FS_TEST_CONFIG", "port: 4\n" + FACE);
        variables.put("PORT", "5");
        assertEquals(5, port());
        variables.put("PORT", "");
        assertEquals(4, port());
    }

    @Test
    void a_bad_port_in_the_environment_is_refused() {
        variables.put("PORT", "abc");
        assertEquals(
                List.of("environment variable PORT: port: \"abc\" is not a port from 0 to 65535"),
                assertThrows(ConfigException.class, this::load).problems());
    }

    @Test
    void relative_paths_start_at_home() throws Exception {
        write("flowforge-storage.yml", FACE);
        assertEquals(home.resolve("f"), root());
    }

    @Test
    void without_a_home_the_working_folder_is_it() throws Exception {
        variables.put("FLOWFORGE_HOME", "");
        variables.put("NODE_ENV", "development");
        Files.createDirectory(working.resolve("etc"));
        Files.writeString(working.resolve("etc/flowforge-storage.yml"), FACE);
        assertEquals(working.resolve("f"), root());
        assertEquals(LogStyle.READABLE, load().server().logging().style());
    }

    @Test
    void a_home_that_is_not_there_is_refused() {
        variables.put("FLOWFORGE_HOME", folder.resolve("nowhere").toString());
        assertEquals(
                List.of(
                        "FLOWFORGE_HOME names "
                                + folder.resolve("nowhere")
                                + ", which is not a folder"),
                assertThrows(ConfigException.class, this::load).problems());
    }

    @Test
    void an_empty_original_file_is_refused() throws Exception {
        write("flowforge-storage.yml", "");
        assertThrows(ConfigException.class, this::load);
    }

    @Test
    void a_file_that_is_not_utf_8_is_refused() throws Exception {
        Files.write(home.resolve("etc/flowforge-storage.yml"), new byte[] {(byte) 0xff});
        assertThrows(ConfigException.class, this::load);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(home.resolve("etc").resolve(name), text);
    }

    private int port() throws ConfigException {
        return load().server().http().port();
    }

    private Path root() throws ConfigException {
        FilesConfig.On files = (FilesConfig.On) load().server().files();
        return ((FilesConfig.Storage.Folder) files.storage()).root();
    }

    private Configuration load() throws ConfigException {
        return Configuration.load(new Environment(variables, working));
    }
}
