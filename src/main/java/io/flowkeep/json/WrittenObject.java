package io.flowkeep.json;

import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Finds the members of an object in its compact text without looking into their values: a scan for
 * quotes and brackets, which takes a fraction of the time of parsing. One thread only.
 */
final class WrittenObject {
    private final String text;
    private int at;

    private WrittenObject(String text) {
        this.text = text;
    }

    /** The members in their order; empty if this does not look like an object's compact text. */
    static Optional<ObjectNode> members(String text) {
        try {
            return Optional.of(new WrittenObject(text).members());
        } catch (JsonSyntaxException e) {
            return Optional.empty();
        }
    }

    private ObjectNode members() throws JsonSyntaxException {
        ObjectNode members = Json.object();
        expect('{');
        if (current() != '}') {
            addTo(members);
            while (current() == ',') {
                at++;
                addTo(members);
            }
        }
        expect('}');
        if (at < text.length()) {
            throw odd();
        }
        return members;
    }

    private void addTo(ObjectNode members) throws JsonSyntaxException {
        String name = name();
        expect(':');
        int start = at;
        skipValue();
        if (at == start) {
            throw odd();
        }
        members.set(name, Json.written(text.substring(start, at)));
    }

    /** A name with an escape in it is rare, and left to the parser. */
    private String name() throws JsonSyntaxException {
        int start = at + 1;
        skipString();
        String name = text.substring(start, at - 1);
        if (name.indexOf('\\') >= 0) {
            throw odd();
        }
        return name;
    }

    /** Up to the comma or the bracket behind it. */
    private void skipValue() throws JsonSyntaxException {
        int depth = 0;
        while (true) {
            char c = current();
            if (depth == 0 && (c == ',' || c == '}')) {
                return;
            }
            switch (c) {
                case '"' -> skipString();
                case '{', '[' -> {
                    depth++;
                    at++;
                }
                case '}', ']' -> {
                    depth--;
                    at++;
                }
                default -> at++;
            }
            if (depth < 0 || c <= ' ') {
                throw odd();
            }
        }
    }

    /** From its first quote to behind its last. */
    private void skipString() throws JsonSyntaxException {
        expect('"');
        int end = text.indexOf('"', at);
        while (end >= 0 && isEscaped(end)) {
            end = text.indexOf('"', end + 1);
        }
        if (end < 0) {
            throw odd();
        }
        at = end + 1;
    }

    private boolean isEscaped(int quote) {
        int before = quote;
        while (text.charAt(before - 1) == '\\') {
            before--;
        }
        return (quote - before) % 2 == 1;
    }

    private void expect(char wanted) throws JsonSyntaxException {
        if (current() != wanted) {
            throw odd();
        }
        at++;
    }

    private char current() throws JsonSyntaxException {
        if (at >= text.length()) {
            throw odd();
        }
        return text.charAt(at);
    }

    private static JsonSyntaxException odd() {
        return new JsonSyntaxException("not the compact text of an object");
    }
}
