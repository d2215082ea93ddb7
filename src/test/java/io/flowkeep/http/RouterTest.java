package io.flowkeep.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.flowkeep.http.Router.Match;
import io.flowkeep.http.Router.Spelling;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class RouterTest {

    private record Named(Route.Method method, String template) implements Routed {}

    private static String find(Spelling spelling, String method, String path) {
        List<Named> routes =
                List.of(
                        new Named(Route.Method.GET, "/a/:one/:two"),
                        new Named(Route.Method.POST, "/a/:one/b"),
                        new Named(Route.Method.GET, "/a/b/*"),
                        new Named(Route.Method.DELETE, "/a"));
        return switch (new Router<>(spelling, routes).find(method, path)) {
            case Match.Found<Named>(var route, var parameters) ->
                    route.template() + " " + parameters;
            case Match.WrongMethod<Named>(_, var allow) -> allow;
            case Match.Unknown<Named>() -> "nothing";
        };
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /a/x/y, '/a/:one/:two {one=x, two=y}'",
        "HEAD, /a/x%2F/y, '/a/:one/:two {one=x%2F, two=y}'",
        "GET, /a/b/c, /a/b/* {*=c}",
        "GET, /a/b/c/d/, /a/b/* {*=c/d/}",
        "GET, /a/b/, /a/b/* {*=}",
        "GET, /a/x/b, '/a/:one/:two {one=x, two=b}'",
        "POST, /a/x/b, /a/:one/b {one=x}",
        "PUT, /a/x/b, 'GET, HEAD, POST'",
        "GET, /a//, '/a/:one/:two {one=, two=}'",
        "GET, /A/x/y, nothing",
        "DELETE, /a/, nothing",
        "GET, /a, DELETE",
        "GET, a, nothing",
        "GET, '', nothing"
    })
    void a_path_is_found_as_the_template_has_it(String method, String path, String found) {
        assertEquals(found, find(Spelling.EXACT, method, path));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /A/B/C, /a/b/* {*=C}",
        "POST, /a/X/B, /a/:one/b {one=X}",
        "DELETE, /A/, nothing",
        "GET, /A//y, '/a/:one/:two {one=, two=y}'"
    })
    void letters_may_be_in_any_case(String method, String path, String found) {
        assertEquals(found, find(Spelling.ANY_CASE, method, path));
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE, /A/, /a {}",
        "DELETE, /a//, nothing",
        "POST, /a/X/B/, /a/:one/b {one=X}",
        "GET, /a//y, nothing",
        "GET, /, nothing",
        "GET, '', nothing"
    })
    void a_slash_at_the_end_may_be_left_alone_and_no_parameter_is_empty(
            String method, String path, String found) {
        assertEquals(found, find(Spelling.LOOSE, method, path));
    }

    @ParameterizedTest
    @CsvSource({"a%20b, a b", "a+b, a+b"})
    void parameters_are_decoded_once(String sent, String decoded) {
        Match.Found<Named> found =
                new Match.Found<>(new Named(Route.Method.GET, "/:x"), Map.of("x", sent));
        assertEquals(Map.of("x", decoded), found.parameters(_ -> new Refusal(Reply.empty(400))));
    }

    @Test
    void a_parameter_that_cannot_be_decoded_is_refused() {
        Match.Found<Named> found =
                new Match.Found<>(new Named(Route.Method.GET, "/:x"), Map.of("x", "%ff"));
        Refusal refusal =
                assertThrows(
                        Refusal.class,
                        () -> found.parameters(text -> new Refusal(Reply.text(400, "t", text))));
        assertEquals(400, refusal.reply().status());
    }
}
