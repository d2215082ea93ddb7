package io.flowkeep.storage.localfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out one record on the plain files, whatever part of it is already there. Stateless. */
final class ReplayStep {
    private static final Logger LOG = LoggerFactory.getLogger(ReplayStep.class);

    private ReplayStep() {}

    static void carryOut(Path root, TemporaryFiles temporary, Path target, JournalRecord item)
            throws IOException {
        if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
            // Only a change of the folder by hand can have caused this.
            LOG.warn("{} is a folder now; a change of the file of that name is dropped", target);
            return;
        }
        switch (item) {
            case JournalRecord.Put(_, var body) -> put(target, body);
            case JournalRecord.Append(_, var offset, var bytes) -> append(target, offset, bytes);
            case JournalRecord.Delete _ -> Files.deleteIfExists(target);
            case JournalRecord.Move(_, var source) -> move(temporary, root.resolve(source), target);
            case JournalRecord.GrowBegin(_, var length) -> cut(target, length);
            case JournalRecord.GrowEnd _, JournalRecord.Cancel _ -> {
                // Nothing to be done for them.
            }
        }
    }

    private static void put(Path target, byte[] body) throws IOException {
        try (FileChannel file = openForWriting(target)) {
            write(file, body, 0);
            file.truncate(body.length);
        }
    }

    private static void append(Path target, long offset, byte[] bytes) throws IOException {
        try (FileChannel file = openForWriting(target)) {
            if (file.size() < offset) {
                LOG.warn("{} is shorter than it was; appending at its present end", target);
            }
            write(file, bytes, Math.min(offset, file.size()));
        }
    }

    private static void move(TemporaryFiles temporary, Path source, Path target)
            throws IOException {
        if (Files.exists(source, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(ParentFolders.of(target));
            temporary.moveIntoPlace(source, target);
        }
    }

    private static void cut(Path target, long length) throws IOException {
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            try (FileChannel file = openForWriting(target)) {
                file.truncate(length);
            }
        }
    }

    private static FileChannel openForWriting(Path target) throws IOException {
        Files.createDirectories(ParentFolders.of(target));
        return FileChannel.open(
                target,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
    }

    private static void write(FileChannel file, byte[] bytes, long at) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        for (long next = at; left.hasRemaining(); ) {
            next += file.write(left, next);
        }
    }
}
