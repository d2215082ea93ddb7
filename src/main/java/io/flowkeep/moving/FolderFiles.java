package io.flowkeep.moving;

import io.flowkeep.files.FileStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The files of a folder, and then what in it is left behind. */
final class FolderFiles implements Source<FileRecord> {
    /** No key begins so: a team's id does not begin with a slash. */
    private static final String REST = "/rest/";

    private final StoredFiles files;
    private final FolderRest rest;
    private boolean filesDone;
    private long told;

    FolderFiles(FileStore store, Path root, Runnable closing) {
        this.files = new StoredFiles(store, closing);
        this.rest = new FolderRest(root);
    }

    @Override
    public void goOnBehind(String position) throws IOException {
        if (!position.startsWith(REST)) {
            files.goOnBehind(position);
            return;
        }
        filesDone = true;
        long before = Long.parseLong(position.substring(REST.length()));
        while (told < before) {
            Optional<FolderRest.LeftBehind> _ = rest.next();
            told++;
        }
    }

    @Override
    public Optional<SourceItem<FileRecord>> next() throws IOException {
        Optional<SourceItem<FileRecord>> file = filesDone ? Optional.empty() : files.next();
        if (file.isPresent()) {
            return file;
        }
        filesDone = true;
        return rest.next().map(this::bad);
    }

    private SourceItem<FileRecord> bad(FolderRest.LeftBehind left) {
        told++;
        return new SourceItem.Bad<>(REST + told, left.name(), left.reason());
    }

    @Override
    public int atOnce() {
        return files.atOnce();
    }

    @Override
    public Unit unit() {
        return files.unit();
    }

    @Override
    public long done() {
        return files.done();
    }

    @Override
    public long total() {
        return files.total();
    }

    @Override
    public void close() {
        files.close();
    }
}
