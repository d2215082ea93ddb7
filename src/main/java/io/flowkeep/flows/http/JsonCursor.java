package io.flowkeep.flows.http;

import java.util.Set;

/**
 * A place in a text that should be JSON, with the complaints that a JavaScript engine has at it.
 * One use only.
 */
final class JsonCursor {
    /** How many characters around a fault are shown. */
    private static final int CONTEXT = 10;

    /** Texts that programs send by mistake and that the engine names as a whole. */
    private static final Set<String> MISTAKES =
            Set.of("[object Object]", "NaN", "Infinity", "undefined");

    private final String text;
    private int position;

    JsonCursor(String text) {
        this.text = text;
    }

    /** The first fault of a text. */
    static final class Fault extends Exception {
        private static final long serialVersionUID = 1;

        Fault(String message) {
            super(message, null, false, false);
        }
    }

    /** The complaint about a character that should not be where it is. */
    static String unexpected(String text, int position) {
        String shown;
        int length = text.length();
        if (length <= 2 * CONTEXT) {
            shown = "\"" + text + "\"";
        } else if (position < CONTEXT) {
            shown = "\"" + text.substring(0, position + CONTEXT) + "\"...";
        } else if (position < length - CONTEXT) {
            shown = "...\"" + text.substring(position - CONTEXT, position + CONTEXT) + "\"...";
        } else {
            shown = "...\"" + text.substring(position - CONTEXT) + "\"";
        }
        return "Unexpected token '%s', %s is not valid JSON"
                .formatted(text.charAt(position), shown);
    }

    boolean atEnd() {
        return position >= text.length();
    }

    /** The character here; a NUL, which starts nothing, at the end. */
    char peek() {
        return atEnd() ? '\0' : text.charAt(position);
    }

    void skipBlanks() {
        while (!atEnd() && " \t\n\r".indexOf(peek()) >= 0) {
            position++;
        }
    }

    /** Steps over a character if it comes next, after blanks. */
    boolean skips(char wanted) {
        skipBlanks();
        if (peek() != wanted) {
            return false;
        }
        position++;
        return true;
    }

    /** A fault in the JSON, with its place. */
    Fault fault(String message) {
        return faultAt(message + " in JSON");
    }

    /** A fault with its place. */
    Fault faultAt(String message) {
        return new Fault(message + " at position " + position);
    }

    /** The fault that the character here is. */
    Fault unexpected() {
        if (atEnd()) {
            return new Fault("Unexpected end of JSON input");
        }
        char c = peek();
        if (c == '"') {
            return fault("Unexpected string");
        }
        if (isDigit() || c == '-') {
            return fault("Unexpected number");
        }
        if (MISTAKES.contains(text)) {
            return new Fault("\"" + text + "\" is not valid JSON");
        }
        return new Fault(unexpected(text, position));
    }

    /** Steps over a string; its first quote is here. */
    void string() throws Fault {
        position++;
        while (!atEnd()) {
            char c = peek();
            if (c < ' ') {
                throw fault("Bad control character in string literal");
            }
            position++;
            if (c == '"') {
                return;
            }
            if (c == '\\') {
                escape();
            }
        }
        throw fault("Unterminated string");
    }

    private void escape() throws Fault {
        if (atEnd()) {
            throw unexpected();
        }
        char kind = peek();
        if (kind == 'u') {
            for (int i = 0; i < 4; i++) {
                position++;
                if (Character.digit(peek(), 16) < 0 || peek() > 'f') {
                    throw fault("Bad Unicode escape");
                }
            }
        } else if ("\"\\/bfnrt".indexOf(kind) < 0) {
            throw fault("Bad escaped character");
        }
        position++;
    }

    /** Steps over a number; its sign or first digit is here. */
    void number() throws Fault {
        if (peek() == '-') {
            position++;
            require("No number after minus sign");
        }
        boolean leadingZero = peek() == '0';
        position++;
        if (leadingZero && isDigit()) {
            throw fault("Unexpected number");
        }
        skipDigits();
        if (peek() == '.') {
            position++;
            require("Unterminated fractional number");
            skipDigits();
        }
        if (peek() == 'e' || peek() == 'E') {
            position++;
            if (peek() == '+' || peek() == '-') {
                position++;
            }
            require("Exponent part is missing a number");
            skipDigits();
        }
    }

    /** Steps over a word; its first letter is here. */
    void word(String word) throws Fault {
        for (int i = 0; i < word.length(); i++, position++) {
            if (atEnd() || peek() != word.charAt(i)) {
                throw unexpected();
            }
        }
    }

    private void require(String complaint) throws Fault {
        if (!isDigit()) {
            throw fault(complaint);
        }
    }

    private boolean isDigit() {
        return peek() >= '0' && peek() <= '9';
    }

    private void skipDigits() {
        while (isDigit()) {
            position++;
        }
    }
}
