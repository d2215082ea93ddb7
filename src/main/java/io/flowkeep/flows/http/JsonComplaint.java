package io.flowkeep.flows.http;

import java.util.BitSet;

/**
 * Says what is wrong with a text that is no JSON, in the words of the JavaScript engine that
 * clients have seen until now. Looks at syntax alone, keeps no values and does not recurse.
 */
final class JsonComplaint {
    private final JsonCursor cursor;
    private final BitSet objects = new BitSet();
    private int depth;

    private JsonComplaint(JsonCursor cursor) {
        this.cursor = cursor;
    }

    /** The complaint; empty if there is nothing to complain about. */
    static String about(String text) {
        try {
            new JsonComplaint(new JsonCursor(text)).document();
            return "";
        } catch (JsonCursor.Fault fault) {
            return String.valueOf(fault.getMessage());
        }
    }

    private void document() throws JsonCursor.Fault {
        do {
            value();
        } while (moreToCome());
        cursor.skipBlanks();
        if (!cursor.atEnd()) {
            throw cursor.faultAt("Unexpected non-whitespace character after JSON");
        }
    }

    /** Steps over a scalar or an empty container, and over the openings of those around it. */
    private void value() throws JsonCursor.Fault {
        boolean opened;
        do {
            cursor.skipBlanks();
            opened = false;
            switch (cursor.peek()) {
                case '"' -> cursor.string();
                case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> cursor.number();
                case 't' -> cursor.word("true");
                case 'f' -> cursor.word("false");
                case 'n' -> cursor.word("null");
                case '{' -> opened = opens('{', '}');
                case '[' -> opened = opens('[', ']');
                default -> throw cursor.unexpected();
            }
        } while (opened);
    }

    /** Steps over an opening, and over the end too if nothing is between; true if something is. */
    private boolean opens(char opening, char closing) throws JsonCursor.Fault {
        boolean isObject = opening == '{';
        if (!cursor.skips(opening) || cursor.skips(closing)) {
            return false;
        }
        objects.set(depth++, isObject);
        if (isObject) {
            name("Expected property name or '}'");
            if (!cursor.skips(':')) {
                throw cursor.fault("Expected ':' after property name");
            }
        }
        return true;
    }

    /** After a value: whether another one must follow. Steps over the ends of containers. */
    private boolean moreToCome() throws JsonCursor.Fault {
        for (; depth > 0; depth--) {
            boolean inObject = objects.get(depth - 1);
            if (cursor.skips(',')) {
                if (inObject) {
                    name("Expected double-quoted property name");
                    if (!cursor.skips(':')) {
                        throw cursor.unexpected(); // of a first name the engine says more
                    }
                }
                return true;
            }
            if (!cursor.skips(inObject ? '}' : ']')) {
                throw cursor.fault(
                        inObject
                                ? "Expected ',' or '}' after property value"
                                : "Expected ',' or ']' after array element");
            }
        }
        return false;
    }

    private void name(String complaint) throws JsonCursor.Fault {
        cursor.skipBlanks();
        if (cursor.peek() != '"') {
            throw cursor.fault(complaint);
        }
        cursor.string();
    }
}
