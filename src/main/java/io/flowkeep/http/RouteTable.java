package io.flowkeep.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Finds the route of a request. Immutable. */
final class RouteTable {
    private static final char PARAMETER = ':';
    private static final String REST = "*";
    private final List<Compiled> routes;

    RouteTable(List<Route> routes) {
        this.routes =
                routes.stream()
                        .map(route -> new Compiled(route, List.of(route.template().split("/", -1))))
                        .sorted(Comparator.comparing(Compiled::specificity))
                        .toList();
    }

    /** What a path leads to. */
    sealed interface Match {
        /** A route, with its parameters still percent-encoded. */
        record Found(Route route, Map<String, String> rawParameters) implements Match {}

        /** The path is known, but not with this method. */
        record WrongMethod(String allow) implements Match {}

        /** Nothing is there. */
        record Unknown() implements Match {}
    }

    /** Looks a raw path up. HEAD is answered by GET routes. */
    Match find(String method, String rawPath) {
        String wanted = method.equals("HEAD") ? "GET" : method;
        List<String> segments = split(rawPath);
        for (Compiled candidate : routes) {
            if (candidate.route().method().name().equals(wanted) && candidate.fits(segments)) {
                return new Match.Found(candidate.route(), candidate.parameters(segments));
            }
        }
        return withoutRoute(segments);
    }

    private Match withoutRoute(List<String> segments) {
        TreeSet<String> allowed = new TreeSet<>();
        for (Compiled candidate : routes) {
            if (candidate.fits(segments)) {
                String own = candidate.route().method().name();
                allowed.add(own);
                if (own.equals("GET")) {
                    allowed.add("HEAD");
                }
            }
        }
        return allowed.isEmpty()
                ? new Match.Unknown()
                : new Match.WrongMethod(String.join(", ", allowed));
    }

    /** Like {@code String.split("/", -1)}, without a regular expression on the way. */
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
    private record Compiled(Route route, List<String> template) {

        /** Sorts literals before parameters, segment by segment: '!' sorts before '~'. */
        String specificity() {
            StringBuilder key = new StringBuilder();
            for (String segment : template) {
                key.append(isParameter(segment) || segment.equals(REST) ? '~' : '!');
            }
            return key.toString();
        }

        boolean fits(List<String> segments) {
            boolean open = template.getLast().equals(REST);
            int fixed = open ? template.size() - 1 : template.size();
            if (open ? segments.size() <= fixed : segments.size() != fixed) {
                return false;
            }
            for (int i = 0; i < fixed; i++) {
                if (!isParameter(template.get(i)) && !template.get(i).equals(segments.get(i))) {
                    return false;
                }
            }
            return true;
        }

        Map<String, String> parameters(List<String> segments) {
            Map<String, String> values = new HashMap<>();
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
