package io.flowkeep.files;

import io.flowkeep.text.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The place of a file or folder inside one project. Immutable.
 *
 * <p>A path in hand is safe for every driver: it has no leading or trailing slash, no empty, {@code
 * .} or {@code ..} segment, no NUL, and a UTF-8 form. All other characters are ordinary, a
 * backslash, a colon, a newline and a literal {@code %2F} included.
 *
 * @param text the segments joined by single slashes; empty for the project's own folder
 */
public record FilePath(String text) implements Comparable<FilePath> {

    /** The project's own folder. */
    public static final FilePath ROOT = new FilePath("");

    /** The longest segment in bytes of UTF-8, as in the usual file systems. */
    public static final int MAX_NAME_BYTES = 255;

    /** The longest path in bytes of UTF-8, as in Linux; a driver may have to stop earlier. */
    public static final int MAX_BYTES = 4096;

    /**
     * Checks the form.
     *
     * @throws IllegalArgumentException if the text is not in normal form; outside input goes
     *     through {@link #parse}
     */
    public FilePath {
        if (!isNormal(text)) {
            throw new IllegalArgumentException("not a file path in normal form");
        }
    }

    /**
     * Reads a path as a client sent it, percent-decoded once. Doubled slashes and {@code .}
     * segments vanish, {@code x/..} is taken out, a trailing slash is dropped.
     *
     * <p>Empty, that is refused: a leading slash, a NUL, text without a UTF-8 form, and every path
     * that climbs above the project at any point, even if it comes back. A climb is also seen where
     * a backslash stands for a slash or where dots and slashes are percent-encoded once more, since
     * a program that the name is passed to may read it that way.
     */
    public static Optional<FilePath> parse(String sent) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(sent)
                || PathSpelling.escapesWhenReread(sent)) {
            return Optional.empty();
        }
        return normalise(sent)
                .filter(normal -> !PathSpelling.escapesWhenReread(normal))
                .map(FilePath::new);
    }

    /** The last segment; empty for the project's own folder. */
    public String name() {
        return text.substring(text.lastIndexOf('/') + 1);
    }

    /** The folder that holds it; the project's own folder holds itself. */
    public FilePath parent() {
        int slash = text.lastIndexOf('/');
        return slash < 0 ? ROOT : new FilePath(text.substring(0, slash));
    }

    /** The path of an entry of this folder. */
    public FilePath child(String name) {
        return new FilePath(isRoot() ? name : text + "/" + name);
    }

    /** The segments from the top; none for the project's own folder. */
    public List<String> segments() {
        return isRoot() ? List.of() : List.of(text.split("/", -1));
    }

    /** True for the project's own folder. */
    public boolean isRoot() {
        return text.isEmpty();
    }

    /** True if no driver can store a file of this name; a driver may have tighter limits. */
    public boolean isTooLong() {
        return bytes(text) > MAX_BYTES
                || segments().stream().anyMatch(name -> bytes(name) > MAX_NAME_BYTES);
    }

    @Override
    public int compareTo(FilePath other) {
        return NameOrder.BY_BYTES.compare(text, other.text);
    }

    @Override
    public String toString() {
        return text;
    }

    /** The normal form; empty if it climbs out. */
    static Optional<String> normalise(String sent) {
        Deque<String> kept = new ArrayDeque<>();
        for (String segment : sent.split("/", -1)) {
            if (segment.equals("..")) {
                if (kept.pollLast() == null) {
                    return Optional.empty();
                }
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                kept.addLast(segment);
            }
        }
        return Optional.of(String.join("/", kept));
    }

    private static boolean isNormal(String text) {
        return text.isEmpty()
                || (text.indexOf('\0') < 0
                        && StandardCharsets.UTF_8.newEncoder().canEncode(text)
                        && Arrays.stream(text.split("/", -1)).allMatch(FilePath::isName));
    }

    private static boolean isName(String segment) {
        return !segment.isEmpty() && !segment.equals(".") && !segment.equals("..");
    }

    private static int bytes(String text) {
        return Utf8.length(text);
    }
}
