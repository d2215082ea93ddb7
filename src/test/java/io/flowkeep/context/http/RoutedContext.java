package io.flowkeep.context.http;

import io.flowkeep.contract.RecordedCase;
import io.flowkeep.http.Refusal;
import io.flowkeep.http.Reply;
import io.flowkeep.http.Request;
import io.flowkeep.http.Route;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Finds the route of a request as the server's shell does. */
final class RoutedContext {
    private final List<Route> routes;

    RoutedContext(ContextRoutes context) {
        routes =
                context.routes().stream()
                        .sorted(Comparator.comparingLong(RoutedContext::parameters))
                        .toList();
    }

    private static long parameters(Route route) {
        return Stream.of(route.template().split("/")).filter(s -> s.startsWith(":")).count();
    }

    Reply answer(RecordedCase recorded) {
        Map<String, String> headers = new HashMap<>();
        for (String name : List.of("Authorization", "Content-Type")) {
            recorded.header(name).ifPresent(v -> headers.put(name.toLowerCase(Locale.ROOT), v));
        }
        return answer(
                recorded.method(),
                recorded.path(),
                headers,
                recorded.body().map(List::of).orElse(List.of()));
    }

    Reply post(String path, String json) {
        return answer(
                "POST",
                path,
                Map.of(
                        "authorization",
                        "Bearer std~" + path.split("/", -1)[3],
                        "content-type",
                        "application/json"),
                List.of(json.getBytes(StandardCharsets.UTF_8)));
    }

    Reply answer(String method, String target, Map<String, String> headers, List<byte[]> body) {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        String queryText = query < 0 ? "" : target.substring(query + 1);
        String routed = method.equals("HEAD") ? "GET" : method;
        for (Route route : routes) {
            Map<String, String> params = new HashMap<>();
            if (route.method().name().equals(routed) && matches(route.template(), path, params)) {
                return answer(route, new FakeRequest(method, params, queryText, headers, body));
            }
        }
        throw new AssertionError("no route for " + method + " " + target);
    }

    private static Reply answer(Route route, Request request) {
        try {
            return route.handler().handle(request);
        } catch (Refusal refusal) {
            return refusal.reply();
        }
    }

    private static boolean matches(String template, String path, Map<String, String> params) {
        String[] parts = template.split("/", -1);
        String[] segments = path.split("/", -1);
        if (parts.length != segments.length) {
            return false;
        }
        for (int i = 0; i < parts.length; i++) {
            if (parts[i].startsWith(":")) {
                params.put(
                        parts[i].substring(1),
                        URLDecoder.decode(segments[i].replace("+", "%2B"), StandardCharsets.UTF_8));
            } else if (!parts[i].equals(segments[i])) {
                return false;
            }
        }
        return true;
    }
}
