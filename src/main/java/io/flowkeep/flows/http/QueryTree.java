package io.flowkeep.flows.http;

import io.flowkeep.json.Json;
import io.flowkeep.text.Percent;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A query with brackets in its names, {@code page[size]=5&filter[user]=x}, as a tree of texts,
 * lists and objects: repeated names, {@code a[]} and small numbers make lists, other names objects.
 * It reads what clients write for the {@code qs} package of Node.js. Immutable.
 */
final class QueryTree {
    /** Further ones are ignored. */
    private static final int MOST_PARAMETERS = 1000;

    /** Deeper brackets are part of the name. */
    private static final int MOST_LEVELS = 5;

    private static final int MOST_ELEMENTS = 20;
    private static final Pattern BRACKETS = Pattern.compile("\\[([^\\[\\]]*)]");
    private static final Pattern INDEX = Pattern.compile("0|[1-9][0-9]?");

    /** What a number begins with, as {@code parseInt} sees it. */
    private static final Pattern INTEGER = Pattern.compile("\\s*([+-]?[0-9]+)");

    private final ObjectNode root;

    private QueryTree(ObjectNode root) {
        this.root = root;
    }

    /** Reads a query as sent, without its question mark. Never fails. */
    static QueryTree parse(String query) {
        ObjectNode root = Json.object();
        int count = 0;
        for (String pair : query.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            if (++count > MOST_PARAMETERS) {
                break;
            }
            int bracket = pair.indexOf("]=");
            int equals = bracket >= 0 ? bracket + 1 : pair.indexOf('=');
            String name = Percent.decodeQuery(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : Percent.decodeQuery(pair.substring(equals + 1));
            if (!name.isEmpty()) {
                add(root, levels(name), value);
            }
        }
        return new QueryTree(root);
    }

    /** What a name stands for; missing if nothing does. */
    JsonNode at(String... names) {
        JsonNode node = root;
        for (String name : names) {
            node = node.isObject() ? node.path(name) : Json.object().path(name);
        }
        return node;
    }

    /** The integer that a text begins with, or the first text of a list; empty if there is none. */
    static OptionalDouble integer(JsonNode value) {
        JsonNode first = value;
        while (first.isArray() && !first.isEmpty()) {
            first = first.get(0);
        }
        Matcher number = INTEGER.matcher(first.isString() ? first.stringValue() : "");
        return number.lookingAt()
                ? OptionalDouble.of(Double.parseDouble(number.group(1)))
                : OptionalDouble.empty();
    }

    private static List<String> levels(String name) {
        List<String> levels = new ArrayList<>();
        Matcher brackets = BRACKETS.matcher(name);
        if (!brackets.find()) {
            return List.of(name);
        }
        if (brackets.start() > 0) {
            levels.add(name.substring(0, brackets.start()));
        }
        int end = brackets.start();
        for (int i = 0; i < MOST_LEVELS && brackets.find(end) && brackets.start() == end; i++) {
            levels.add(brackets.group(1));
            end = brackets.end();
        }
        if (brackets.find(end) && brackets.start() == end) {
            levels.add(name.substring(end));
        }
        return levels;
    }

    private static void add(ObjectNode root, List<String> levels, String value) {
        JsonNode leaf = Json.array().add(value).get(0);
        Iterator<String> inwards = levels.reversed().iterator();
        JsonNode branch = leaf;
        for (int left = levels.size(); left > 1; left--) {
            branch = wrap(inwards.next(), branch);
        }
        merge(root, inwards.next(), branch);
    }

    private static JsonNode wrap(String level, JsonNode value) {
        if (level.isEmpty() || (INDEX.matcher(level).matches() && isSmall(level))) {
            return Json.array().add(value); // the order sent is the order of the list
        }
        return Json.object().set(level, value);
    }

    private static boolean isSmall(String index) {
        return Integer.parseInt(index) <= MOST_ELEMENTS;
    }

    private static void merge(ObjectNode target, String name, JsonNode value) {
        JsonNode present = target.get(name);
        if (name.equals("__proto__")) {
            return; // never a parameter's name, and dangerous for JavaScript clients that read the
            // tree
        }
        if (present == null) {
            target.set(name, value);
        } else if (present instanceof ObjectNode object) {
            intoObject(object, value);
        } else if (present.isArray() && value.isObject()) {
            ObjectNode object = Json.object();
            intoObject(object, present);
            intoObject(object, value);
            target.set(name, object);
        } else {
            target.set(name, joined(present, value));
        }
    }

    private static void intoObject(ObjectNode object, JsonNode value) {
        if (value.isObject()) {
            for (Map.Entry<String, JsonNode> member : value.properties()) {
                merge(object, member.getKey(), member.getValue());
            }
        } else if (value.isString()) {
            object.put(value.stringValue(), true);
        } else {
            value.forEach(element -> object.set(Integer.toString(object.size()), element));
        }
    }

    private static ArrayNode joined(JsonNode first, JsonNode second) {
        ArrayNode all = Json.array();
        for (JsonNode part : List.of(first, second)) {
            if (part.isArray()) {
                all.addAll(part.valueStream().toList());
            } else {
                all.add(part);
            }
        }
        return all;
    }
}
