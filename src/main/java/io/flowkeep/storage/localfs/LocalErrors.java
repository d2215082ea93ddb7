package io.flowkeep.storage.localfs;

import io.flowkeep.faults.StoreUnavailable;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import org.jspecify.annotations.Nullable;

/**
 * What the operating system's errors mean. Java reports most of them only as text, in the language
 * of the process; the server is started with {@code LC_ALL=C.UTF-8}, and where it is not, an
 * unknown text is a fault instead of an outcome.
 */
final class LocalErrors {
    private LocalErrors() {}

    /** Disk full, or the user's disk quota. */
    static boolean isNoSpace(Throwable error) {
        String text = text(error);
        return text.contains("No space left on device") || text.contains("Disk quota exceeded");
    }

    /** A part of the path, or the whole, is too long for the file system. */
    static boolean isNameTooLong(Throwable error) {
        return text(error).contains("File name too long");
    }

    /** A fault of which it is known that nothing has changed. */
    static StoreUnavailable unavailable(String what, Throwable cause) {
        return new StoreUnavailable("could not " + what + ": " + cause, cause);
    }

    /** A name that this process cannot pass to the file system. */
    static StoreUnavailable unspeakable(InvalidPathException cause) {
        return new StoreUnavailable(
                "a file name cannot be expressed in the encoding "
                        + System.getProperty("sun.jnu.encoding")
                        + "; start the server with LC_ALL=C.UTF-8",
                cause);
    }

    private static String text(Throwable error) {
        @Nullable String text =
                error instanceof FileSystemException named && named.getReason() != null
                        ? named.getReason()
                        : error.getMessage();
        return text == null ? "" : text;
    }
}
