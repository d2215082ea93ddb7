package io.flowkeep.flows.wire;

import io.flowkeep.json.Json;
import io.flowkeep.json.MemberOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Values as Node.js shows them to people, {@code { a: [ 'b', 1 ] }}, which is how the messages
 * about casts quote them. Long arrays are not laid out in columns as Node.js does. Stateless.
 */
final class Inspected {
    private static final int DEPTH = 2;
    private static final int LINE_UNITS = 128;
    private static final int ELEMENTS = 100;
    private static final int TEXT_UNITS = 10_000;
    private static final Pattern PLAIN_NAME = Pattern.compile("[a-zA-Z_][a-zA-Z_0-9]*");

    private Inspected() {}

    /** The value between double quotes, as far as a text does not bring its own. */
    static String quoted(JsonNode value) {
        String shown = show(value, 0, 0);
        int last = shown.length() - 1;
        if (shown.startsWith("'")) {
            String ended =
                    shown.endsWith("'") ? shown.substring(1, last) + '"' : shown.substring(1);
            return '"' + ended;
        }
        return shown.startsWith("\"") ? shown : '"' + shown + '"';
    }

    /** The name of the value's type in JavaScript. */
    static String type(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> "Array";
            case STRING -> "string";
            case NUMBER -> "number";
            case BOOLEAN -> "boolean";
            case OBJECT, NULL, MISSING, POJO, BINARY -> "Object";
        };
    }

    /** A number as JavaScript turns it into a text. */
    static String number(JsonNode value) {
        double number = value.doubleValue();
        if (Double.isInfinite(number)) {
            return number > 0 ? "Infinity" : "-Infinity";
        }
        return Double.isNaN(number) ? "NaN" : Json.text(value);
    }

    private static String show(JsonNode value, int level, int indent) {
        return switch (value.getNodeType()) {
            case STRING -> text(value.asString(""));
            case NUMBER -> isNegativeZero(value) ? "-0" : number(value);
            case OBJECT -> level > DEPTH ? "[Object]" : members(value, level, indent);
            case ARRAY -> level > DEPTH ? "[Array]" : elements(value, level, indent);
            case BOOLEAN, NULL, MISSING, POJO, BINARY -> Json.text(value);
        };
    }

    private static boolean isNegativeZero(JsonNode value) {
        return Double.compare(value.doubleValue(), -0.0) == 0;
    }

    private static String members(JsonNode object, int level, int indent) {
        List<String> names = new ArrayList<>(object.propertyNames());
        names.sort(MemberOrder.INDEXES_FIRST);
        List<String> shown = new ArrayList<>();
        for (String name : names) {
            String key = PLAIN_NAME.matcher(name).matches() ? name : text(name);
            shown.add(key + ": " + show(object.path(name), level + 1, indent + 2));
        }
        return between('{', shown, '}', indent);
    }

    private static String elements(JsonNode array, int level, int indent) {
        List<String> shown = new ArrayList<>();
        for (int i = 0; i < Math.min(array.size(), ELEMENTS); i++) {
            shown.add(show(array.path(i), level + 1, indent + 2));
        }
        int more = array.size() - ELEMENTS;
        if (more > 0) {
            shown.add("... " + more + " more item" + (more > 1 ? "s" : ""));
        }
        return between('[', shown, ']', indent);
    }

    private static String between(char open, List<String> shown, char close, int indent) {
        if (shown.isEmpty()) {
            return "" + open + close;
        }
        long units = 2L * shown.size() + indent + 11;
        units += shown.stream().mapToLong(String::length).sum();
        if (units <= LINE_UNITS && shown.stream().noneMatch(each -> each.contains("\n"))) {
            return open + " " + String.join(", ", shown) + " " + close;
        }
        String newLine = "\n" + " ".repeat(indent);
        return open + newLine + "  " + String.join("," + newLine + "  ", shown) + newLine + close;
    }

    private static String text(String text) {
        int more = text.length() - TEXT_UNITS;
        String kept = more > 0 ? text.substring(0, TEXT_UNITS) : text;
        char quote = quote(kept);
        StringBuilder shown = new StringBuilder(kept.length() + 2).append(quote);
        kept.codePoints().forEach(point -> escape(point, quote, shown));
        shown.append(quote);
        if (more > 0) {
            shown.append("... ").append(more).append(" more character").append(more > 1 ? "s" : "");
        }
        return shown.toString();
    }

    private static char quote(String text) {
        if (text.indexOf('\'') < 0) {
            return '\'';
        }
        if (text.indexOf('"') < 0) {
            return '"';
        }
        return text.indexOf('`') < 0 && !text.contains("${") ? '`' : '\'';
    }

    private static void escape(int point, char quote, StringBuilder out) {
        switch (point) {
            case '\b' -> out.append("\\b");
            case '\t' -> out.append("\\t");
            case '\n' -> out.append("\\n");
            case '\f' -> out.append("\\f");
            case '\r' -> out.append("\\r");
            case '\\' -> out.append("\\\\");
            default -> {
                if (point < 0x20 || (point >= 0x7f && point < 0xa0)) {
                    out.append(String.format(Locale.ROOT, "\\x%02X", point));
                } else if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
                    out.append(String.format(Locale.ROOT, "\\u%04X", point));
                } else {
                    out.append(point == '\'' && quote == '\'' ? "\\" : "").appendCodePoint(point);
                }
            }
        }
    }
}
