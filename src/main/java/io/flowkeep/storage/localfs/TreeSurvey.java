package io.flowkeep.storage.localfs;

import io.flowkeep.files.SeenFile;
import io.flowkeep.files.Survey;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Looks at every file of a project's folders for a {@link Survey}, one folder after the other, a
 * folder's own files before those of its folders. Progress is reported by folder. For one survey
 * only.
 */
final class TreeSurvey {
    private final SafeRoot root;
    private final Survey survey;
    private List<SeenFile> batch = new ArrayList<>();

    TreeSurvey(SafeRoot root, Survey survey) {
        this.root = root;
        this.survey = survey;
    }

    void look(ProjectId project) throws IOException {
        for (TeamId team : ProjectFolders.teams(root)) {
            Path folder = root.project(team, project);
            if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                look(team, folder);
            }
        }
    }

    /** A folder and the names of those in it that are still to be looked at. */
    private record Level(Path folder, Deque<Path> below) {}

    private void look(TeamId team, Path top) throws IOException {
        Deque<Level> levels = new ArrayDeque<>();
        levels.push(new Level(top, readFiles(team, top)));
        while (!levels.isEmpty()) {
            Level level = levels.peek();
            if (level.below().isEmpty()) {
                levels.pop();
            } else {
                Path folder = level.folder().resolve(level.below().pop());
                levels.push(new Level(folder, readFiles(team, folder)));
            }
        }
    }

    /** Tells of a folder's own files; the names of its folders are the result. */
    private Deque<Path> readFiles(TeamId team, Path folder) throws IOException {
        Deque<Path> below = new ArrayDeque<>();
        String name = root.root().relativize(folder).toString();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                readEntry(team, name, entry, below);
            }
        } catch (NoSuchFileException | NotDirectoryException _) {
            // Gone, or something else, since its parent was read.
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        tell();
        survey.passedFolder(name);
        return below;
    }

    private void readEntry(TeamId team, String folder, Path entry, Deque<Path> below)
            throws IOException {
        Path name = entry.getFileName();
        try {
            BasicFileAttributes found =
                    Files.readAttributes(
                            entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (found.isDirectory()) {
                below.add(name);
            } else if (found.isRegularFile()
                    && !name.toString().startsWith(SafeRoot.HIDDEN_PREFIX)) {
                batch.add(new SeenFile(team, folder + "/" + name, found.size()));
            }
        } catch (NoSuchFileException _) {
            return; // Deleted meanwhile.
        }
        if (batch.size() == Survey.BATCH) {
            tell();
        }
    }

    private void tell() {
        survey.saw(batch);
        batch = new ArrayList<>();
    }
}
