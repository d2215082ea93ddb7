package io.flowkeep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.auth.BearerToken;
import io.flowkeep.auth.Expiry;
import io.flowkeep.auth.Grant;
import io.flowkeep.auth.StoredToken;
import io.flowkeep.auth.TokenHash;
import io.flowkeep.auth.TokenQuotas;
import io.flowkeep.auth.TokenStore;
import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import io.flowkeep.storage.memory.MemoryTokenStore;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class TokenCommandTest {
    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
    private final TokenStore store = new MemoryTokenStore();
    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();
    private boolean broken;
    private int opened;

    private TokenCommand.TokenDatabase open() {
        opened++;
        if (broken) {
            throw new StoreUnavailable("the disk is gone", null);
        }
        return new TokenCommand.TokenDatabase() {
            @Override
            public TokenStore store() {
                return store;
            }

            @Override
            public void close() {
                opened--;
            }
        };
    }

    private int run(String... arguments) {
        out = new StringWriter();
        err = new StringWriter();
        TokenCommand.Output output =
                new TokenCommand.Output(new PrintWriter(out), new PrintWriter(err));
        TokenCommand command =
                new TokenCommand(
                        this::open,
                        new TokenCommand.Units(Long::parseLong, TokenCommandTest::days),
                        InstantSource.fixed(NOON),
                        new SecureRandom(),
                        output);
        return new CommandLine(command)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    private static Duration days(String text) {
        return Duration.ofDays(Long.parseLong(text.replace("d", "")));
    }

    private StoredToken created() {
        String secret = out.toString().strip();
        return store.find(TokenHash.of(new BearerToken(secret))).orElseThrow();
    }

    @Test
    void creating_prints_the_secret_alone_and_says_the_rest_aside() {
        assertEquals(0, run("create", "--project", "demo"));
        String secret = out.toString().strip();
        assertTrue(secret.matches("fk_\\S{43}"), secret);
        assertEquals(new Grant.OfProject(new ProjectId("demo")), created().grant());
        assertEquals(TokenQuotas.USUAL, created().quotas());
        assertEquals(new Expiry.Never(), created().expiry());
        assertEquals(
                "Created token " + created().id() + " for project demo, never expires",
                err.toString().strip());
        assertEquals(0, opened);
    }

    @Test
    void all_options_of_creating_are_kept() {
        String options =
                "create --project p1 --team t1 --file-quota 7 --context-quota 0 --expires 90d";
        assertEquals(0, run(options.split(" ")));
        assertEquals(
                new Grant.OfProjectInTeam(new ProjectId("p1"), new TeamId("t1")),
                created().grant());
        assertEquals(new TokenQuotas(7, 0), created().quotas());
        assertEquals(new Expiry.At(NOON.plus(Duration.ofDays(90))), created().expiry());
    }

    @Test
    void a_team_alone_and_the_admin_have_tokens_too() {
        assertEquals(0, run("create", "--team", "t1"));
        assertEquals(new Grant.OfTeam(new TeamId("t1")), created().grant());
        assertEquals(0, run("create", "--admin"));
        assertEquals(new Grant.Everything(), created().grant());
        assertEquals(TokenQuotas.FROM_CONFIG, created().quotas());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create",
                "create --admin --project p1",
                "create --project ../p1",
                "create --team .t",
                "create --project p1 --file-quota much",
                "create --project p1 --context-quota -1",
                "create --project p1 --expires soon",
                "create --project p1 --expires 0d",
                "create --project p1 --expires 99999999d",
                "create --project p1 --colour blue",
                "revoke",
                "revoke ''",
                "list p1",
                "frobnicate",
                ""
            })
    void arguments_that_make_no_sense_end_with_2_and_a_message_and_open_nothing(String line) {
        String[] arguments = line.isEmpty() ? new String[0] : line.replace("''", "").split(" ", -1);
        assertEquals(2, run(arguments));
        assertFalse(err.toString().isBlank());
        assertEquals("", out.toString());
        assertEquals(List.of(), store.list());
        assertEquals(0, opened);
    }

    @Test
    void the_list_is_a_table() {
        run("create", "--project", "a-long-project-name", "--expires", "1d");
        StoredToken one = created();
        run("create", "--admin");
        StoredToken two = created();
        assertEquals(0, run("list"));
        List<String> lines = out.toString().lines().toList();
        assertEquals(3, lines.size());
        assertEquals(
                "ID            PROJECT              TEAM  FILES   CONTEXT  CREATED             "
                        + "  EXPIRES",
                lines.getFirst());
        assertTrue(
                lines.contains(
                        one.id()
                                + "  a-long-project-name  *     100MiB  1MiB     "
                                + "2026-05-01T12:00:00Z  2026-05-02T12:00:00Z"));
        assertTrue(
                lines.contains(
                        two.id()
                                + "  *                    *     config  config   "
                                + "2026-05-01T12:00:00Z  never"));
        assertFalse(out.toString().contains(one.hash().hex()));
    }

    @Test
    void the_list_can_be_json() {
        assertEquals(0, run("list", "--json"));
        assertEquals("[]", out.toString().strip());
        run("create", "--project", "p1", "--team", "t1", "--expires", "1d");
        StoredToken token = created();
        run("list", "--json");
        assertEquals(
                "[{\"id\":\""
                        + token.id()
                        + "\",\"project\":\"p1\",\"team\":\"t1\",\"fileQuota\":104857600,"
                        + "\"contextQuota\":1048576,\"created\":\"2026-05-01T12:00:00Z\","
                        + "\"expires\":\"2026-05-02T12:00:00Z\"}]",
                out.toString().strip());
    }

    @Test
    void a_token_is_revoked_by_its_id_or_the_beginning_of_it() {
        run("create", "--admin");
        StoredToken token = created();
        assertEquals(0, run("revoke", token.id().text().substring(0, 6)));
        assertTrue(err.toString().startsWith("Revoked token " + token.id()));
        assertEquals(List.of(), store.list());
        assertEquals(1, run("revoke", token.id().text()));
    }

    @Test
    void the_beginning_of_two_ids_revokes_none() {
        for (int i = 0; i < 17; i++) {
            run("create", "--admin");
        }
        String shared = sharedFirstDigit();
        assertEquals(1, run("revoke", shared));
        assertTrue(err.toString().startsWith("More than one token"));
        assertEquals(17, store.list().size());
    }

    /** Of 17 hexadecimal ids two begin with the same digit. */
    private String sharedFirstDigit() {
        List<String> digits =
                store.list().stream().map(token -> token.id().text().substring(0, 1)).toList();
        return digits.stream()
                .filter(digit -> digits.indexOf(digit) != digits.lastIndexOf(digit))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void trouble_with_the_database_ends_with_1_and_says_so() {
        broken = true;
        assertEquals(1, run("create", "--admin"));
        assertTrue(err.toString().contains("the disk is gone"));
        assertEquals("", out.toString());
    }
}
