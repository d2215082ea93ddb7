package io.flowkeep.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;

/** Files in a folder, changed on the disk. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class HandMadeFolderChangesTest extends HandMadeChanges {
    @Override
    String driver() {
        return "  {type: localfs, options: {root: root}}\n";
    }

    @Override
    void put(String name, String content) throws IOException {
        Files.createDirectories(file(name).getParent());
        Files.writeString(file(name), content);
    }

    @Override
    void delete(String name) throws IOException {
        Files.delete(file(name));
    }

    private Path file(String name) {
        return home.resolve("root/t1/p1").resolve(name);
    }
}
