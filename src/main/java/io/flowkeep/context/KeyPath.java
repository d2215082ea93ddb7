package io.flowkeep.context;

import java.util.List;
import java.util.Set;

/**
 * A key as a list of steps into a scope's values. Immutable.
 *
 * <p>The grammar is Node-RED's property expression: steps are separated by {@code .} or written as
 * {@code [7]}, {@code ["name"]} or {@code ['name']}; the first may be a quoted name. The character
 * after a dot is a letter, digit, {@code $} or {@code _}; blanks stand only inside quotes; quotes
 * cannot be escaped. {@code [msg.key]} is a cross reference. Digits between separators are an
 * index, digits at the very end after a dot are a name.
 *
 * @param parts at least 1 and at most {@value #MAX_PARTS}; the first is never a reference
 */
public record KeyPath(List<KeyPart> parts) {
    /** As deep as JSON may be; deeper values could not be read back. */
    public static final int MAX_PARTS = 500;

    private static final String MESSAGE = "msg.";

    /** Copies the parts. */
    public KeyPath {
        parts = List.copyOf(parts);
    }

    /** The result of reading a key. */
    public sealed interface Parsed {
        /** An expression. */
        record Path(KeyPath path) implements Parsed {}

        /** Not an expression, with the reason as Node-RED words it. */
        record Invalid(String reason) implements Parsed {}
    }

    /** Reads a key for reading a value. */
    public static Parsed parse(String text) {
        try {
            return new Parsed.Path(new KeyPathParser(text).parse());
        } catch (InvalidKey e) {
            return new Parsed.Invalid(e.reason());
        }
    }

    /** Reads a key for writing a value, where a leading {@code msg.} does not count. */
    public static Parsed parseForWriting(String text) {
        return parse(withoutMessage(text));
    }

    static String withoutMessage(String text) {
        return text.startsWith(MESSAGE) ? text.substring(MESSAGE.length()) : text;
    }

    /** The top-level name of the value that this path leads to or into. */
    public String root() {
        return switch (parts.getFirst()) {
            case KeyPart.Name(var name) -> name;
            case KeyPart.Index index -> index.name();
            case KeyPart.Reference _ ->
                    throw new IllegalStateException("a path starts with a name");
        };
    }

    /** Adds the top-level names of all values that must be known to walk this path. */
    void addRoots(Set<String> names) {
        names.add(root());
        for (KeyPart part : parts) {
            if (part instanceof KeyPart.Reference(var path, _)) {
                path.addRoots(names);
            }
        }
    }
}
