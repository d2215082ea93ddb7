package io.flowkeep.storage.localfs;

import io.flowkeep.files.FileVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Tags of versions. A small file's tag is a digest of its bytes: it is overwritten in place, so
 * neither its inode number nor a clock's tick tells two states apart. The server changes a large
 * file only by growing it or putting a new file in its place, so its tag is the inode number, size
 * and times; the time of a new one is made unique by {@link UniqueTimes}. Other programs may
 * overwrite it in place and reset its modification time; the inode's change time (ctime), which
 * nobody can set, reveals that. It also changes when only a permission or a link of the file
 * changes; a new tag is harmless then. Stateless.
 */
final class VersionTags {
    /** 128 bits: two states of one file never have the same digest by accident. */
    private static final int DIGEST_BYTES = 16;

    private VersionTags() {}

    static FileVersion ofBytes(byte[] content, FileTime modified) {
        return new FileVersion(content.length, modified.toInstant(), digest(content));
    }

    /** The version of a large file. */
    static FileVersion ofFile(Path path, BasicFileAttributes attributes) throws IOException {
        return ofFile(path, attributes, attributes.size());
    }

    /** The version that a large file had when it had only so many bytes. */
    static FileVersion ofFile(Path path, BasicFileAttributes attributes, long sizeBytes)
            throws IOException {
        FileTime modified = attributes.lastModifiedTime();
        String tag =
                inode(attributes)
                        + "-"
                        + Long.toString(sizeBytes, Character.MAX_RADIX)
                        + "-"
                        + Long.toString(modified.to(TimeUnit.NANOSECONDS), Character.MAX_RADIX)
                        + "-"
                        + Long.toString(changedNanos(path), Character.MAX_RADIX);
        return new FileVersion(sizeBytes, modified.toInstant(), tag);
    }

    /** The inode's change time; 0 on a system without one. */
    private static long changedNanos(Path path) throws IOException {
        try {
            return Files.getAttribute(path, "unix:ctime", LinkOption.NOFOLLOW_LINKS)
                            instanceof FileTime changed
                    ? changed.to(TimeUnit.NANOSECONDS)
                    : 0;
        } catch (UnsupportedOperationException | IllegalArgumentException _) {
            return 0;
        }
    }

    /** When a file was last modified. */
    static Instant modified(BasicFileAttributes attributes) {
        return attributes.lastModifiedTime().toInstant();
    }

    private static String digest(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(Arrays.copyOf(digest, DIGEST_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The inode number; the device's number is left out, since it may change with a restart. */
    private static String inode(BasicFileAttributes attributes) {
        String key = Objects.toString(attributes.fileKey(), "0");
        int start = key.indexOf("ino=");
        return start < 0 ? "0" : key.substring(start + 4, key.indexOf(')', start));
    }
}
