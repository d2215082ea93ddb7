package io.flowkeep.storage.localfs;

import io.flowkeep.files.Described;
import io.flowkeep.files.FileContent;
import io.flowkeep.files.FileVersion;
import io.flowkeep.files.Opened;
import io.flowkeep.files.Precondition;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * Reads a file's state and bytes of one moment. The caller prevents changes of the file meanwhile,
 * by its lane's read lock or by having the turn.
 *
 * <p>A small file is read whole, since it may be overwritten in place later. A large one is opened:
 * its bytes never change, it only grows, or another file takes its place. Stateless.
 */
final class FileReading {
    private FileReading() {}

    /** Opens a file of which the state is known. */
    static Opened.Found open(Path path, FileState.Regular file) throws IOException {
        if (file.isSmall()) {
            byte[] bytes = PlainFiles.read(path, (int) file.size());
            FileVersion version = VersionTags.ofBytes(bytes, file.attributes().lastModifiedTime());
            return new Opened.Found(version, new FileContent.InMemory(bytes));
        }
        FileVersion version = VersionTags.ofFile(path, file.attributes());
        FileChannel channel = PlainFiles.openToRead(path);
        return new Opened.Found(version, new FileContent.Region(channel, file.size()));
    }

    /** Describes a file of which the state is known. */
    static Described.Found describe(Path path, FileState.Regular file) throws IOException {
        return new Described.Found(
                file.isSmall()
                        ? open(path, file).version()
                        : VersionTags.ofFile(path, file.attributes()));
    }

    /** Tells whether a precondition holds for a file that its caller alone may change. */
    static boolean allows(Precondition precondition, Path path, FileState.Regular file) {
        if (!precondition.needsTag()) {
            return precondition.allows(file.untagged());
        }
        try {
            return precondition.allows(Uninterrupted.run(() -> describe(path, file)).version());
        } catch (IOException e) {
            throw LocalErrors.unavailable("read " + path, e);
        }
    }
}
