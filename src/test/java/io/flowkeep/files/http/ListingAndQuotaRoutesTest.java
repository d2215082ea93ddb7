package io.flowkeep.files.http;

import static io.flowkeep.files.http.FilesOnTheWire.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.auth.TeamAccess;
import io.flowkeep.files.Quota;
import io.flowkeep.http.Reply;
import io.flowkeep.ids.ProjectId;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class ListingAndQuotaRoutesTest {
    private static final String TIME = "\"modified\":\"2026-11-22T03:04:05.678Z\"";
    private final FilesOnTheWire wire = new FilesOnTheWire(Quota.NONE);

    @Test
    void a_folder_lists_its_files_and_folders() {
        wire.files(wire.post("d/b.txt", "hello"));
        wire.files(wire.post("d/a/x", "1"));
        expect(
                200,
                "{\"path\":\"d/\",\"entries\":[{\"name\":\"a\",\"type\":\"directory\",\"size\":0,"
                        + TIME
                        + "},{\"name\":\"b.txt\",\"type\":\"file\",\"size\":5,"
                        + TIME
                        + "}],\"next\":null}",
                wire.files(wire.get("d/")));
        expect(
                200,
                "{\"path\":\"\",\"entries\":[{\"name\":\"d\",\"type\":\"directory\",\"size\":0,"
                        + TIME
                        + "}],\"next\":null}",
                wire.files(wire.get("")));
    }

    @Test
    void pages_are_followed_by_their_cursor() {
        wire.files(wire.post("é", "1"));
        wire.files(wire.post("b/c", "1"));
        Reply first = wire.files(wire.get("").with("limit", "1").with("recursive", "true"));
        assertTrue(text(first).contains("\"name\":\"b/c\""), text(first));
        assertTrue(text(first).endsWith("\"next\":\"Yi9j\"}"), text(first));
        Reply second = wire.files(wire.get("").with("cursor", "Yi9j").with("recursive", "true"));
        assertTrue(text(second).contains("\"name\":\"é\""), text(second));
        assertTrue(text(second).endsWith("\"next\":null}"), text(second));
    }

    @ParameterizedTest
    @CsvSource({
        "limit,0",
        "limit,10001",
        "limit,-1",
        "limit,x",
        "limit,''",
        "limit,1.5",
        "recursive,yes",
        "cursor,%",
        "cursor,gICA"
    })
    void a_bad_parameter_is_named(String name, String value) {
        Reply reply = wire.files(wire.get("").with(name, value));
        assertEquals(400, reply.status());
        assertTrue(text(reply).contains("querystring/" + name + " must be"), text(reply));
    }

    @Test
    void a_missing_folder_is_404() {
        expect(
                404,
                "{\"statusCode\":404,\"code\":\"ENOENT\",\"error\":\"Not Found\",\"message\":"
                        + "\"ENOENT: no such file or directory, scandir 'none/'\"}",
                wire.files(wire.get("none/")));
    }

    @Test
    void a_projects_usage_is_told_with_its_limit() {
        wire.files(wire.post("f", "12345"));
        wire.files(
                new FakeRequest("POST", "t2", "p1", "f")
                        .body("application/octet-stream", new byte[] {1}));
        expect(
                200,
                "{\"used\":5,\"limit\":1000}",
                wire.send("/v1/quota/:teamId/:projectId", quota("t1")));
        expect(
                200,
                "{\"used\":1,\"limit\":1000}",
                wire.send("/v1/quota/:teamId/:projectId", quota("t2")));
        wire.platformQuota(-1);
        expect(200, "{\"used\":0}", wire.send("/v1/quota/:teamId/:projectId", quota("t3")));
        assertEquals(400, wire.send("/v1/quota/:teamId/:projectId", quota("..")).status());
    }

    @Test
    void a_teams_usage_is_told_to_those_who_may_see_it() {
        wire.files(wire.post("f", "12345"));
        wire.files(
                new FakeRequest("POST", "t1", "p2", "f")
                        .body("application/octet-stream", new byte[] {1}));
        assertEquals(401, wire.send("/v1/quota/:teamId", quota("t1")).status());
        wire.teamAccess(new TeamAccess.WholeTeam());
        expect(
                200,
                "{\"used\":6,\"projects\":[{\"project\":\"p1\",\"used\":5},"
                        + "{\"project\":\"p2\",\"used\":1}]}",
                wire.send("/v1/quota/:teamId", quota("t1")));
        wire.teamAccess(new TeamAccess.OneProject(new ProjectId("p2")));
        expect(
                200,
                "{\"used\":1,\"projects\":[{\"project\":\"p2\",\"used\":1}]}",
                wire.send("/v1/quota/:teamId", quota("t1")));
    }

    private static FakeRequest quota(String team) {
        return new FakeRequest("GET", team, "p1", "");
    }

    private static void expect(int status, String body, Reply reply) {
        assertEquals(body, text(reply));
        assertEquals(status, reply.status());
    }
}
