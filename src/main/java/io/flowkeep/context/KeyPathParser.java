package io.flowkeep.context;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads one key expression from left to right. Which error is found first, and the position that it
 * names, is part of the wire contract: users know these texts from Node-RED. One expression only.
 */
final class KeyPathParser {
    /** The deepest nesting of cross references, which bounds the recursion. */
    private static final int MAX_NESTING = 20;

    private final String text;
    private final int nesting;
    private final List<KeyPart> parts = new ArrayList<>();
    private int at;

    /** Where the part now being read starts. */
    private int start;

    private boolean inBrackets;

    KeyPathParser(String text) {
        this(text, 0);
    }

    private KeyPathParser(String text, int nesting) {
        this.text = text;
        this.nesting = nesting;
    }

    KeyPath parse() throws InvalidKey {
        if (text.isEmpty()) {
            throw InvalidKey.expression("zero-length");
        }
        while (at < text.length()) {
            char c = text.charAt(at);
            switch (c) {
                case '\'', '"' -> quoted(c);
                case '.' -> dot();
                case '[' -> openBracket();
                case ']' -> closeBracket();
                case ' ' -> throw InvalidKey.expression("unexpected ' ' at position " + at);
                default -> at++;
            }
        }
        if (inBrackets) {
            throw unterminated();
        }
        if (start < text.length()) {
            add(new KeyPart.Name(text.substring(start)));
        }
        return new KeyPath(parts);
    }

    private void quoted(char quote) throws InvalidKey {
        if (at != start) {
            throw unexpected(at);
        }
        int from = at + 1;
        int end = text.indexOf(quote, from);
        if (end < 0) {
            throw unterminated();
        }
        if (end == from) {
            throw InvalidKey.expression("zero-length string at position " + from);
        }
        add(new KeyPart.Name(text.substring(from, end)));
        checkAfterQuote(end, from);
        at = end + 1;
        start = at;
    }

    private void checkAfterQuote(int end, int from) throws InvalidKey {
        boolean last = end + 1 == text.length();
        if (inBrackets) {
            if (last || text.charAt(end + 1) != ']') {
                throw InvalidKey.expression("unexpected array expression at position " + from);
            }
        } else if (!last && text.charAt(end + 1) != '[' && text.charAt(end + 1) != '.') {
            throw InvalidKey.expression(
                    "unexpected " + text.charAt(end + 1) + " expression at position " + (end + 1));
        }
    }

    private void dot() throws InvalidKey {
        if (at == 0) {
            throw unexpected(0);
        }
        addPending();
        if (at == text.length() - 1) {
            throw unterminated();
        }
        if (!isIdentifierStart(text.charAt(at + 1))) {
            throw unexpected(at + 1);
        }
        at++;
        start = at;
    }

    private void openBracket() throws InvalidKey {
        if (at == 0) {
            throw unexpected(0);
        }
        addPending();
        if (at == text.length() - 1) {
            throw unterminated();
        }
        if (text.startsWith("msg.", at + 1) || text.startsWith("msg[", at + 1)) {
            reference();
            return;
        }
        char next = text.charAt(at + 1);
        if (next != '"' && next != '\'' && !isDigit(next)) {
            throw unexpected(at + 1);
        }
        at++;
        start = at;
        inBrackets = true;
    }

    private void reference() throws InvalidKey {
        int end = matchingBracket();
        if (end < 0) {
            throw InvalidKey.expression("unmatched '[' at position " + at);
        }
        int position = at + 1;
        if (nesting >= MAX_NESTING) {
            throw InvalidKey.reference(position);
        }
        String inner = KeyPath.withoutMessage(text.substring(position, end));
        try {
            KeyPath path = new KeyPathParser(inner, nesting + 1).parse();
            add(new KeyPart.Reference(path, position));
        } catch (InvalidKey _) {
            throw InvalidKey.reference(position);
        }
        inBrackets = false;
        at = end + 1;
        start = at;
    }

    /** The bracket that closes the one here; brackets inside quotes count, as in Node-RED. */
    private int matchingBracket() {
        int depth = 1;
        for (int i = at + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '[') {
                depth++;
            } else if (c == ']') {
                depth--;
            }
            if (depth == 0) {
                return i;
            }
        }
        return -1;
    }

    private void closeBracket() throws InvalidKey {
        if (!inBrackets) {
            throw unexpected(at);
        }
        if (start != at) {
            String digits = text.substring(start, at);
            if (!isNumber(digits)) {
                throw InvalidKey.expression("unexpected array expression at position " + start);
            }
            add(index(digits));
        }
        inBrackets = false;
        at++;
        start = at;
    }

    private void addPending() throws InvalidKey {
        if (start != at) {
            String part = text.substring(start, at);
            add(isNumber(part) ? index(part) : new KeyPart.Name(part));
        }
    }

    private void add(KeyPart part) throws InvalidKey {
        if (parts.size() == KeyPath.MAX_PARTS) {
            throw InvalidKey.expression("more than " + KeyPath.MAX_PARTS + " parts");
        }
        parts.add(part);
    }

    private static KeyPart index(String digits) {
        return new KeyPart.Index(Double.parseDouble(digits));
    }

    private InvalidKey unexpected(int position) {
        return InvalidKey.expression(
                "unexpected " + text.charAt(position) + " at position " + position);
    }

    private static InvalidKey unterminated() {
        return InvalidKey.expression("unterminated expression");
    }

    private static boolean isNumber(String part) {
        for (int i = 0; i < part.length(); i++) {
            if (!isDigit(part.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isIdentifierStart(char c) {
        return isDigit(c)
                || (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || c == '$'
                || c == '_';
    }
}
