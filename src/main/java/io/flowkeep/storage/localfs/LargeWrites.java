package io.flowkeep.storage.localfs;

import io.flowkeep.faults.StoreFault;
import io.flowkeep.faults.StoreOutcomeUnknown;
import io.flowkeep.files.Charge;
import io.flowkeep.files.FileVersion;
import io.flowkeep.files.Obstacle;
import io.flowkeep.files.PreconditionFailed;
import io.flowkeep.files.Saved;
import io.flowkeep.files.Terms;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * Carries out changes whose bytes have arrived in a flushed temporary file: the bytes never go
 * through the journal, only what is to be done with them.
 *
 * <p><b>Replace:</b> log {@link JournalRecord.Move}, rename. Power lost before the record is safe:
 * the old file stays, and a temporary file is left to sweep. After it, before the rename is on the
 * disk: the replay finds the temporary file and renames it, and drops all that was logged for the
 * file before. After the rename is on the disk: the replay finds no temporary file, and only drops
 * what was logged for the file before.
 *
 * <p><b>Append:</b> log {@link JournalRecord.GrowBegin} with the old length, copy, flush the file
 * and its folders, log {@link JournalRecord.GrowEnd}. Power lost before the end is safe: the replay
 * carries out what was logged before (it all lies below the old length) and cuts the file back to
 * that length. After it: the file is complete on the disk, and what was logged before is dropped,
 * so that no older, shorter content is put over it. What is logged later lies behind the new end.
 *
 * <p>Safe for concurrent use.
 */
final class LargeWrites {
    private final Redo redo;
    private final ParentFolders folders;
    private final TemporaryFiles temporary;
    private final Flushing flushing;

    LargeWrites(Redo redo, ParentFolders folders, TemporaryFiles temporary, Flushing flushing) {
        this.redo = redo;
        this.folders = folders;
        this.temporary = temporary;
        this.flushing = flushing;
    }

    /** Puts the arrived file in place; the caller has the file's turn. */
    Saved replace(
            FileQueues.Lane lane,
            ResolvedKey.Inside place,
            ReceivedContent.Large arrived,
            Terms terms) {
        terms.charge().at(place.name());
        return switch (FileState.of(place.path())) {
            case FileState.Blocked(var obstacle) -> obstacle;
            case FileState.Link _ -> new Obstacle.OutsideProject();
            case FileState.Absent _ -> {
                if (!terms.precondition().allowsMissing()) {
                    yield new PreconditionFailed();
                }
                yield terms.charge().create(arrived.size())
                        ? move(lane, place, arrived, terms.charge())
                        : new Saved.OverQuota(terms.charge().limitBytes());
            }
            case FileState.Regular file -> {
                if (!FileReading.allows(terms.precondition(), place.path(), file)) {
                    yield new PreconditionFailed();
                }
                yield terms.charge().change(file.size(), arrived.size())
                        ? move(lane, place, arrived, terms.charge())
                        : new Saved.OverQuota(terms.charge().limitBytes());
            }
        };
    }

    /** Adds the arrived bytes to the file's end; the caller has the file's turn. */
    Saved append(
            FileQueues.Lane lane,
            ResolvedKey.Inside place,
            ReceivedContent.Large arrived,
            Terms terms) {
        if (!(FileState.of(place.path()) instanceof FileState.Regular file)) {
            return replace(lane, place, arrived, terms);
        }
        if (!FileReading.allows(terms.precondition(), place.path(), file)) {
            return new PreconditionFailed();
        }
        Charge charge = terms.charge();
        charge.at(place.name());
        if (!charge.change(file.size(), file.size() + arrived.size())) {
            return new Saved.OverQuota(charge.limitBytes());
        }
        return settle(place.path(), charge, () -> grow(lane, place, arrived, file.size()));
    }

    private Saved move(
            FileQueues.Lane lane,
            ResolvedKey.Inside place,
            ReceivedContent.Large arrived,
            Charge charge) {
        Path target = place.path();
        String source = folders.relative(arrived.file());
        return settle(
                target,
                charge,
                () -> {
                    folders.make(target);
                    List<Path> touched = new ArrayList<>(folders.above(target));
                    touched.add(target);
                    touched.add(temporary.folder());
                    redo.run(
                            lane,
                            List.of(new JournalRecord.Move(place.name(), source)),
                            touched,
                            () -> {
                                temporary.moveIntoPlace(arrived.file(), target);
                                return target;
                            },
                            () -> target);
                });
    }

    private void grow(
            FileQueues.Lane lane,
            ResolvedKey.Inside place,
            ReceivedContent.Large arrived,
            long oldSize)
            throws IOException {
        Path target = place.path();
        redo.run(
                lane,
                List.of(new JournalRecord.GrowBegin(place.name(), oldSize)),
                List.of(target),
                () -> {
                    copy(arrived.file(), target, oldSize);
                    for (Path folder : folders.above(target)) {
                        flushing.forcePath(folder);
                    }
                    redo.note(new JournalRecord.GrowEnd(place.name()));
                    return target;
                },
                () -> {
                    PlainFiles.cut(target, oldSize, flushing);
                    return target;
                });
    }

    private void copy(Path from, Path to, long offset) throws IOException {
        try (FileChannel in = PlainFiles.openToRead(from);
                FileChannel out = PlainFiles.openToWrite(to)) {
            out.position(offset);
            long size = in.size();
            for (long done = 0; done < size; ) {
                done += in.transferTo(done, size - done, out);
            }
            flushing.force(out);
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    /** Runs a change that has been charged, and takes the charge back if it has not happened. */
    private static Saved settle(Path path, Charge charge, Step step) {
        try {
            step.run();
        } catch (IOException e) {
            charge.undo();
            if (LocalErrors.isNoSpace(e)) {
                return new Saved.NoSpace();
            }
            if (LocalErrors.isNameTooLong(e)) {
                return new Obstacle.NameTooLong();
            }
            throw LocalErrors.unavailable("write " + path, e);
        } catch (StoreOutcomeUnknown e) {
            throw e;
        } catch (StoreFault e) {
            charge.undo();
            throw e;
        }
        return new Saved.Written(versionOf(path));
    }

    private static FileVersion versionOf(Path path) {
        try {
            return VersionTags.ofFile(
                    path,
                    Files.readAttributes(
                            path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        } catch (IOException e) {
            throw new StoreOutcomeUnknown("what was written has gone again: " + path, e);
        }
    }
}
