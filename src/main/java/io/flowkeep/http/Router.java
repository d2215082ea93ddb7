package io.flowkeep.http;

import io.flowkeep.text.Percent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Finds the route of a request; literals win over parameters. The calling face decides how a path
 * without a route is answered and what is checked before. Immutable.
 */
public final class Router<R extends Routed> {
    private static final char PARAMETER = ':';
    private static final String REST = "*";
    private final Spelling spelling;
    private final List<Compiled<R>> routes;

    /** How freely a path may be written. */
    public enum Spelling {
        /** As the template has it; a parameter may be empty. */
        EXACT,
        /** The same, with letters in any case. */
        ANY_CASE,
        /** Letters in any case, a slash more at the end, and no empty parameter. */
        LOOSE
    }

    /** Makes the table of some routes. */
    public Router(Spelling spelling, List<R> routes) {
        this.spelling = spelling;
        this.routes =
                routes.stream()
                        .map(route -> new Compiled<>(route, split(route.template())))
                        .sorted(Comparator.comparing(Compiled::specificity))
                        .toList();
    }

    /** What a path leads to. */
    public sealed interface Match<R> {

        /**
         * A route.
         *
         * @param rawParameters by name, in the template's order, still percent-encoded
         */
        record Found<R>(R route, Map<String, String> rawParameters) implements Match<R> {

            /**
             * The parameters, decoded.
             *
             * @param otherwise the answer to a malformed escape, or to bytes that are not UTF-8
             */
            public Map<String, String> parameters(Function<String, Refusal> otherwise) {
                Map<String, String> decoded = new LinkedHashMap<>();
                rawParameters.forEach((name, value) ->
                        decoded.put(
                                name,
                                Percent.decode(value).orElseThrow(() -> otherwise.apply(value))));
                return decoded;
            }
        }

        /**
         * The path is known, but not with this method.
         *
         * @param template of a route with another method
         * @param allow for the header of that name
         */
        record WrongMethod<R>(String template, String allow) implements Match<R> {}

        /** Nothing is there. */
        record Unknown<R>() implements Match<R> {}
    }

    /** Looks a raw path up. HEAD is answered by GET routes. */
    public Match<R> find(String method, String rawPath) {
        String wanted = method.equals("HEAD") ? "GET" : method;
        List<String> segments = split(rawPath);
        if (spelling == Spelling.LOOSE) {
            if (segments.size() > 2 && segments.getLast().isEmpty()) {
                segments.removeLast();
            }
            if (segments.subList(1, segments.size()).contains("")) {
                return new Match.Unknown<>();
            }
        }
        for (Compiled<R> candidate : routes) {
            if (candidate.route().method().name().equals(wanted)
                    && candidate.fits(segments, spelling)) {
                return new Match.Found<>(candidate.route(), candidate.parameters(segments));
            }
        }
        return withoutRoute(segments);
    }

    private Match<R> withoutRoute(List<String> segments) {
        List<R> others =
                routes.stream()
                        .filter(candidate -> candidate.fits(segments, spelling))
                        .map(Compiled::route)
                        .toList();
        if (others.isEmpty()) {
            return new Match.Unknown<>();
        }
        TreeSet<String> allowed = new TreeSet<>();
        for (R other : others) {
            allowed.add(other.method().name());
            if (other.method() == Route.Method.GET) {
                allowed.add("HEAD");
            }
        }
        return new Match.WrongMethod<>(others.getFirst().template(), String.join(", ", allowed));
    }

    /** Like {@code String.split("/", -1)}, without using a regular expression. */
    private static List<String> split(String path) {
        List<String> segments = new ArrayList<>();
        int start = 0;
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', start)) {
            segments.add(path.substring(start, slash));
            start = slash + 1;
        }
        segments.add(path.substring(start));
        return segments;
    }

    /** A route with its template cut into segments. */
    private record Compiled<R extends Routed>(R route, List<String> template) {

        /** Sorts literals before parameters, segment by segment: '!' sorts before '~'. */
        String specificity() {
            StringBuilder key = new StringBuilder();
            for (String segment : template) {
                key.append(isParameter(segment) || segment.equals(REST) ? '~' : '!');
            }
            return key.toString();
        }

        boolean fits(List<String> segments, Spelling spelling) {
            boolean open = template.getLast().equals(REST);
            int fixed = open ? template.size() - 1 : template.size();
            if (open ? segments.size() <= fixed : segments.size() != fixed) {
                return false;
            }
            for (int i = 0; i < fixed; i++) {
                if (!isParameter(template.get(i))
                        && !isSame(template.get(i), segments.get(i), spelling)) {
                    return false;
                }
            }
            return true;
        }

        private static boolean isSame(String literal, String segment, Spelling spelling) {
            return spelling == Spelling.EXACT
                    ? literal.equals(segment)
                    : literal.equalsIgnoreCase(segment);
        }

        Map<String, String> parameters(List<String> segments) {
            Map<String, String> values = new LinkedHashMap<>();
            for (int i = 0; i < template.size(); i++) {
                String segment = template.get(i);
                if (isParameter(segment)) {
                    values.put(segment.substring(1), segments.get(i));
                } else if (segment.equals(REST)) {
                    values.put(REST, String.join("/", segments.subList(i, segments.size())));
                }
            }
            return values;
        }

        private static boolean isParameter(String segment) {
            return !segment.isEmpty() && segment.charAt(0) == PARAMETER;
        }
    }
}
