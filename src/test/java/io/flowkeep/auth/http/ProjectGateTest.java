package io.flowkeep.auth.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.flowkeep.auth.Access;
import io.flowkeep.auth.Authority;
import io.flowkeep.auth.BearerToken;
import io.flowkeep.auth.Caller;
import io.flowkeep.auth.Quotas;
import io.flowkeep.auth.TeamAccess;
import io.flowkeep.auth.TeamReach;
import io.flowkeep.http.Body;
import io.flowkeep.http.Reply;
import io.flowkeep.http.Request;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class ProjectGateTest {
    private static final String UNAUTHORIZED =
            "401 {\"code\":\"unauthorized\",\"error\":\"unauthorized\"}";
    private static final String INVALID_PATH =
            "400 {\"statusCode\":400,\"code\":\"ENOTDIR\",\"error\":\"Bad Request\","
                    + "\"message\":\"Invalid Path\"}";
    private static final TeamId T1 = new TeamId("t1");

    private final FakeAuthority authority = new FakeAuthority();
    private final ProjectGate gate = new ProjectGate(authority);

    /** The token's text says for whom it is good: any, one, or folders. */
    private static final class FakeAuthority implements Authority {
        private final List<String> asked = new ArrayList<>();

        @Override
        public Access check(BearerToken token, ProjectId project) {
            asked.add(project.text());
            return switch (token.secret()) {
                case "any" -> allowed(project, new TeamReach.AnyTeam());
                case "one" -> allowed(project, new TeamReach.OneTeam(T1));
                case "folders" -> allowed(project, new TeamReach.FoldersOf(T1));
                default -> new Access.Refused();
            };
        }

        private static Access allowed(ProjectId project, TeamReach reach) {
            return new Access.Allowed(new Caller(project, Quotas.UNSET, reach));
        }

        @Override
        public TeamAccess checkTeam(BearerToken token, TeamId team) {
            asked.add(team.text());
            return switch (token.secret()) {
                case "any" -> new TeamAccess.WholeTeam();
                case "one" -> new TeamAccess.OneProject(new ProjectId("p1"));
                default -> new TeamAccess.Refused();
            };
        }
    }

    private record FakeRequest(Map<String, String> params, List<String> authorization)
            implements Request {
        @Override
        public String id() {
            return "r1";
        }

        @Override
        public String method() {
            return "GET";
        }

        @Override
        public String param(String name) {
            return params.getOrDefault(name, "");
        }

        @Override
        public Request with(Map<String, String> parameters) {
            return new FakeRequest(parameters, authorization);
        }

        @Override
        public List<String> query(String name) {
            return List.of();
        }

        @Override
        public Optional<String> header(String name) {
            return headers(name).stream().findFirst();
        }

        @Override
        public List<String> headers(String name) {
            return name.equals("authorization") ? authorization : List.of();
        }

        @Override
        public Body body() {
            throw new AssertionError("the gate reads no body");
        }
    }

    private static Request request(Map<String, String> params, String token) {
        return new FakeRequest(params, List.of("Bearer " + token));
    }

    private static String shown(Reply reply) {
        String body =
                switch (reply.content()) {
                    case Reply.Content.Bytes(var bytes) ->
                            " " + new String(bytes, StandardCharsets.UTF_8);
                    default -> "";
                };
        return reply.status() + body;
    }

    private String files(String team, String project, String token) {
        return shown(
                gate.guard((_, caller) -> Reply.text(200, "text/plain", caller.project().text()))
                        .handle(request(Map.of("teamId", team, "projectId", project), token)));
    }

    private String context(String project, String token) {
        return shown(
                gate.guard((_, caller) -> Reply.text(200, "text/plain", caller.project().text()))
                        .handle(request(Map.of("projectId", project), token)));
    }

    private String team(String team, String token) {
        return shown(
                gate.guardTeam((_, id, access) -> Reply.text(200, "text/plain", id + " " + access))
                        .handle(request(Map.of("teamId", team), token)));
    }

    @Test
    void a_good_token_comes_through_with_its_caller() {
        assertEquals("200 p1", files("t1", "p1", "any"));
        assertEquals("200 p1", context("p1", "any"));
        assertEquals(List.of("p1", "p1"), authority.asked);
    }

    @Test
    void a_refused_token_is_unauthorized() {
        assertEquals(UNAUTHORIZED, files("t1", "p1", "bad"));
        assertEquals(UNAUTHORIZED, context("p1", "bad"));
        assertEquals(UNAUTHORIZED, team("t1", "bad"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", ".x", "a/b", "a\\b", "a?b", "a#b", "a%2fb", "a\u0000", ""})
    void an_unsafe_project_is_an_invalid_path_and_nobody_is_asked(String id) {
        assertEquals(INVALID_PATH, files("t1", id, "any"));
        assertEquals(INVALID_PATH, context(id, "any"));
        assertEquals(INVALID_PATH, context(id, "bad"));
        assertEquals(List.of(), authority.asked);
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", ".x", "a/b", "a\\b", "a?b", "a#b", "a%2fb", "a\u0000"})
    void an_unsafe_team_is_an_invalid_path_and_nobody_is_asked(String id) {
        assertEquals(INVALID_PATH, files(id, "p1", "any"));
        assertEquals(INVALID_PATH, team(id, "any"));
        assertEquals(List.of(), authority.asked);
    }

    @Test
    void an_empty_team_is_an_invalid_path_where_the_team_is_asked_about() {
        assertEquals(INVALID_PATH, team("", "any"));
    }

    @Test
    void a_token_of_one_team_reaches_no_other_team() {
        assertEquals("200 p1", files("t1", "p1", "one"));
        assertEquals(UNAUTHORIZED, files("t2", "p1", "one"));
        assertEquals("200 p1", context("p1", "one"));
    }

    @Test
    void a_token_of_a_teams_folders_reaches_no_path_without_a_team() {
        assertEquals("200 p1", files("t1", "p1", "folders"));
        assertEquals(UNAUTHORIZED, files("t2", "p1", "folders"));
        assertEquals(UNAUTHORIZED, files("", "p1", "folders"));
        assertEquals(UNAUTHORIZED, context("p1", "folders"));
    }

    @Test
    void a_team_is_shown_as_far_as_the_token_reaches() {
        assertEquals("200 t1 WholeTeam[]", team("t1", "any"));
        assertEquals("200 t1 OneProject[project=p1]", team("t1", "one"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Bearer",
                "Bearer ",
                "Bearer  any",
                "bearer any",
                "BEARER any",
                "Basic c3RkfnAxOng=",
                "any",
                "Bearer any extra",
                "Bearer\tany"
            })
    void a_malformed_header_is_unauthorized_and_nobody_is_asked(String header) {
        Request request = new FakeRequest(Map.of("projectId", "p1"), List.of(header));
        Reply reply = gate.guard((_, _) -> Reply.empty(200)).handle(request);
        assertEquals(UNAUTHORIZED, shown(reply));
        assertEquals(List.of(), authority.asked);
        assertEquals(false, BearerToken.isWellFormed(List.of(header)));
    }

    @Test
    void of_two_headers_the_first_counts_and_outer_blanks_do_not() {
        Map<String, String> params = Map.of("projectId", "p1");
        assertEquals(
                "200",
                shown(
                        gate.guard((_, _) -> Reply.empty(200))
                                .handle(
                                        new FakeRequest(
                                                params, List.of("  Bearer any  ", "Bearer bad")))));
        assertEquals(
                UNAUTHORIZED,
                shown(
                        gate.guard((_, _) -> Reply.empty(200))
                                .handle(
                                        new FakeRequest(
                                                params, List.of("Bearer bad", "Bearer any")))));
    }
}
