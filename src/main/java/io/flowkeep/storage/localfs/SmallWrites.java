package io.flowkeep.storage.localfs;

import io.flowkeep.faults.StoreFault;
import io.flowkeep.faults.StoreOutcomeUnknown;
import io.flowkeep.files.Charge;
import io.flowkeep.files.FileVersion;
import io.flowkeep.files.Obstacle;
import io.flowkeep.files.PreconditionFailed;
import io.flowkeep.files.Saved;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Carries out changes whose bytes fit in the journal: replaces and appends of one file, as many as
 * have gathered, with one wait for the disk and one change of the plain file. To clients they still
 * appear one after the other. Safe for concurrent use.
 */
final class SmallWrites {
    private final Redo redo;
    private final ParentFolders folders;
    private final TemporaryFiles temporary;
    private final Flushing flushing;

    SmallWrites(Redo redo, ParentFolders folders, TemporaryFiles temporary, Flushing flushing) {
        this.redo = redo;
        this.folders = folders;
        this.temporary = temporary;
        this.flushing = flushing;
    }

    /** A change that has been allowed, and the state that it leads to. */
    private record Step(PendingChange change, long size, Optional<byte[]> smallContent) {}

    /** Ends every change of the batch; the caller has the file's turn. */
    void run(FileQueues.Lane lane, List<PendingChange> batch) {
        ResolvedKey.Inside place = batch.getFirst().place();
        try {
            switch (FileState.of(place.path())) {
                case FileState.Blocked(var obstacle) -> batch.forEach(each -> each.end(obstacle));
                case FileState.Link _ ->
                        batch.forEach(each -> each.end(new Obstacle.OutsideProject()));
                case FileState.Absent _ ->
                        run(lane, batch, PendingFile.ofAbsent(place), Optional.empty());
                case FileState.Regular file ->
                        run(lane, batch, PendingFile.of(place, file), Optional.of(file));
            }
        } catch (IOException e) {
            batch.forEach(each -> each.end(LocalErrors.unavailable("read " + place.path(), e)));
        } catch (StoreFault e) {
            batch.forEach(each -> each.end(e));
        } finally {
            batch.forEach(PendingChange::endIfForgotten);
        }
    }

    private void run(
            FileQueues.Lane lane,
            List<PendingChange> batch,
            PendingFile draft,
            Optional<FileState.Regular> before) {
        List<Step> steps = new ArrayList<>();
        for (PendingChange change : batch) {
            try {
                plan(change, draft, before).ifPresent(steps::add);
            } catch (IOException e) {
                change.end(LocalErrors.unavailable("look at " + change.name(), e));
            } catch (RuntimeException e) {
                change.end(e);
            }
        }
        if (!steps.isEmpty()) {
            carryOut(lane, steps, draft);
        }
    }

    private static Optional<Step> plan(
            PendingChange change, PendingFile draft, Optional<FileState.Regular> before)
            throws IOException {
        if (!allows(change, draft, before)) {
            change.end(new PreconditionFailed());
            return Optional.empty();
        }
        int length = change.bytes().length;
        boolean appends = change.kind() == PendingChange.Kind.APPEND;
        long newSize = appends ? draft.size() + length : length;
        Charge charge = change.terms().charge();
        charge.at(change.name());
        boolean paid =
                draft.exists() ? charge.change(draft.size(), newSize) : charge.create(newSize);
        if (!paid) {
            change.end(new Saved.OverQuota(charge.limitBytes()));
            return Optional.empty();
        }
        if (appends) {
            draft.append(change.bytes());
        } else {
            draft.put(change.bytes());
        }
        return Optional.of(new Step(change, newSize, draft.smallContent()));
    }

    /**
     * Only the first change of a batch may have a precondition that depends on the file, so it is
     * judged by what is on the disk.
     */
    private static boolean allows(
            PendingChange change, PendingFile draft, Optional<FileState.Regular> before)
            throws IOException {
        if (change.canGoAlong()) {
            return true;
        }
        if (before.isEmpty()) {
            return change.terms().precondition().allowsMissing();
        }
        if (!change.terms().precondition().needsTag()) {
            return change.terms().precondition().allows(before.get().untagged());
        }
        FileVersion current =
                PendingFile.version(
                        change.place().path(),
                        draft.smallContent(),
                        draft.size(),
                        before.get().attributes());
        return change.terms().precondition().allows(current);
    }

    private void carryOut(FileQueues.Lane lane, List<Step> steps, PendingFile draft) {
        Path path = steps.getFirst().change().place().path();
        try {
            List<Path> touched = new ArrayList<>(List.of(path));
            if (!draft.existed()) {
                touched.addAll(folders.make(path));
            } else if (draft.movesAnotherIn()) {
                touched.add(ParentFolders.of(path));
            }
            redo.run(
                    lane,
                    draft.records(),
                    touched,
                    () -> {
                        draft.carryOut(temporary);
                        return path;
                    },
                    () -> {
                        draft.undo(flushing);
                        return path;
                    });
        } catch (IOException e) {
            takeBack(steps, e);
            return;
        } catch (StoreOutcomeUnknown e) {
            steps.forEach(step -> step.change().end(e));
            return;
        } catch (RuntimeException e) {
            steps.reversed().forEach(step -> step.change().terms().charge().undo());
            steps.forEach(step -> step.change().end(e));
            return;
        }
        finish(path, steps);
    }

    private static void takeBack(List<Step> steps, IOException cause) {
        steps.reversed().forEach(step -> step.change().terms().charge().undo());
        for (Step step : steps) {
            if (LocalErrors.isNoSpace(cause)) {
                step.change().end(new Saved.NoSpace());
            } else if (LocalErrors.isNameTooLong(cause)) {
                step.change().end(new Obstacle.NameTooLong());
            } else {
                step.change().end(LocalErrors.unavailable("write a file", cause));
            }
        }
    }

    private static void finish(Path path, List<Step> steps) {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(
                            path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            for (Step step : steps) {
                FileVersion version =
                        PendingFile.version(path, step.smallContent(), step.size(), attributes);
                step.change().end(new Saved.Written(version));
            }
        } catch (IOException e) {
            StoreFault fault =
                    new StoreOutcomeUnknown("what was written has gone again: " + path, e);
            steps.forEach(step -> step.change().end(fault));
        }
    }
}
