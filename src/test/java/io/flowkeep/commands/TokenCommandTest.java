package io.flowkeep.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.auth.BearerToken;
import io.flowkeep.auth.Expiry;
import io.flowkeep.auth.Grant;
import io.flowkeep.auth.StoredToken;
import io.flowkeep.auth.TokenHash;
import io.flowkeep.auth.TokenIdentity;
import io.flowkeep.auth.TokenQuotas;
import io.flowkeep.auth.TokenRole;
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
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class TokenCommandTest {
    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
    private final TokenStore store = new MemoryTokenStore();
    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();
    private String otherClients = "";
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
            public String otherClients() {
                return otherClients;
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
                new TokenCommand(this::open, InstantSource.fixed(NOON), new SecureRandom(), output);
        return new CommandLine(command)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
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

    @Test
    void a_user_has_a_token_with_and_without_a_project() {
        String user = "create --sub u1 --tenant t9 --permission flows.read --permission flows.bulk";
        assertEquals(0, run(user.split(" ")));
        TokenIdentity identity = new TokenIdentity("u1", "t9", Set.of("flows.read", "flows.bulk"));
        assertEquals(identity, created().identity());
        assertEquals(new Grant.IdentityOnly(), created().grant());
        assertEquals(
                "Created token "
                        + created().id()
                        + " for user u1 of tenant t9 (flows.bulk,flows.read), never expires",
                err.toString().strip());
        assertEquals(0, run((user + " --project p1 --file-quota 7").split(" ")));
        assertEquals(identity, created().identity());
        assertEquals(new Grant.OfProject(new ProjectId("p1")), created().grant());
        assertEquals(new TokenQuotas(7, 1_048_576), created().quotas());
        assertTrue(err.toString().contains(" for project p1 as user u1 of tenant t9 ("));
    }

    @Test
    void the_admin_may_have_a_name() {
        assertEquals(0, run("create", "--admin", "--sub", "ops", "--tenant", "t9"));
        assertEquals(new Grant.Everything(), created().grant());
        assertEquals(new TokenIdentity("ops", "t9", Set.of()), created().identity());
        assertTrue(err.toString().contains("everything (admin) as user ops of tenant t9,"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "create --tenant t | --tenant is the tenant of a user; say which with --sub",
                "create --permission all | --permission is what a user may do; say which with"
                        + " --sub",
                "create --project p --permission all | say which with --sub",
                "create --admin --sub a --permission all | --admin may do everything",
                "create --sub a | say what 'a' may do: --permission flows.read, --permission",
                "create --project p --sub a | say what 'a' may do",
                "create --sub a --permission flows/read | --permission 'flows/read': no permission",
                "create --sub a --permission all --file-quota 7 | quotas are for files",
                "create | say what the token opens: --project, --team or --admin, or who it",
            })
    void users_that_make_no_sense_are_explained(String line, String message) {
        assertEquals(2, run(line.strip().split(" ")));
        assertTrue(err.toString().startsWith("flowkeep token: "), err::toString);
        assertTrue(err.toString().contains(message.strip()), err::toString);
        assertEquals(0, opened);
    }

    @Test
    void a_user_or_tenant_with_blanks_makes_no_sense() {
        assertEquals(2, run("create", "--sub", "a b", "--permission", "all"));
        assertTrue(err.toString().contains("--sub 'a b': no id"), err::toString);
        assertEquals(2, run("create", "--sub", "", "--permission", "all"));
        assertEquals(2, run("create", "--sub", "a", "--tenant", "", "--permission", "all"));
        assertTrue(err.toString().contains("--tenant '': no id"), err::toString);
        assertEquals(List.of(), store.list());
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
        run("create", "--sub", "u1", "--permission", "flows.write", "--permission", "flows.read");
        StoredToken three = created();
        assertEquals(0, run("list"));
        List<String> lines = out.toString().lines().toList();
        assertEquals(4, lines.size());
        String titles =
                "ID            PROJECT              TEAM  USER  TENANT  PERMISSIONS            "
                        + " FILES   CONTEXT  CREATED               EXPIRES";
        assertEquals(titles, lines.getFirst());
        String row = "%s  %-19s  %-4s  %-4s  -       %-22s  %-6s  %-7s  2026-05-01T12:00:00Z  %s";
        String name = "a-long-project-name";
        String end = "2026-05-02T12:00:00Z";
        assertTrue(
                lines.contains(row.formatted(one.id(), name, "*", "-", "-", "100MiB", "1MiB", end)),
                out::toString);
        assertTrue(
                lines.contains(
                        row.formatted(two.id(), "*", "*", "-", "all", "config", "config", "never")),
                out::toString);
        String both = "flows.read,flows.write";
        assertTrue(
                lines.contains(row.formatted(three.id(), "-", "-", "u1", both, "-", "-", "never")),
                out::toString);
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
    void the_json_list_shows_users() {
        String user = "create --sub u1 --tenant t9 --permission flows.read --permission flows.bulk";
        run(user.split(" "));
        StoredToken token = created();
        run("list", "--json");
        assertEquals(
                "[{\"id\":\""
                        + token.id()
                        + "\",\"sub\":\"u1\",\"tenant\":\"t9\","
                        + "\"permissions\":[\"flows.bulk\",\"flows.read\"],"
                        + "\"created\":\"2026-05-01T12:00:00Z\"}]",
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

    @Test
    void an_operator_s_token_looks_different_and_opens_no_data() {
        assertEquals(0, run("create", "--operator"));
        assertTrue(out.toString().strip().matches("fko_\\S{43}"), out::toString);
        assertEquals(TokenRole.OPERATOR, created().role());
        assertEquals(new Grant.IdentityOnly(), created().grant());
        assertEquals(TokenIdentity.NONE, created().identity());
        assertEquals(
                "Created token " + created().id() + " for operators, never expires",
                err.toString().strip());
    }

    @Test
    void an_operator_s_token_opens_a_project_and_a_tenant_if_asked_for() {
        assertEquals(0, run("create", "--operator", "--project", "p1", "--tenant", "t9"));
        assertEquals(new Grant.OfProject(new ProjectId("p1")), created().grant());
        Set<String> all = Set.of("flows.read", "flows.write", "flows.control", "flows.bulk");
        assertEquals(new TokenIdentity("", "t9", all), created().identity());
        assertTrue(
                err.toString()
                        .contains(
                                "for operators, opening project p1 and the flows of tenant t9"
                                        + " (flows.bulk,flows.control,flows.read,flows.write),"),
                err::toString);
        String user = "create --operator --sub u1 --tenant t9 --permission flows.read";
        assertEquals(0, run(user.split(" ")));
        assertEquals(new TokenIdentity("u1", "t9", Set.of("flows.read")), created().identity());
        assertTrue(err.toString().contains("opening user u1 of tenant t9 (flows.read),"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--admin",
                "--team t1",
                "--sub u1",
                "--sub u1 --permission flows.read",
                "--permission flows.read",
                "--tenant t9 --permission all",
                "--tenant t9 --permission a/b",
                "--project ../x"
            })
    void an_operator_s_token_never_opens_more_than_a_project_and_a_tenant(String options) {
        assertEquals(2, run(("create --operator " + options).split(" ")));
        assertEquals("", out.toString());
        assertEquals(List.of(), store.list());
    }

    @Test
    void where_clients_have_tokens_of_others_only_operators_get_one_here() {
        otherClients = "base_url is set, so the platform makes them";
        assertEquals(1, run("create", "--project", "p1"));
        assertEquals(
                "flowkeep: base_url is set, so the platform makes them; --operator makes one of"
                        + " ours",
                err.toString().strip());
        assertEquals("", out.toString());
        assertEquals(List.of(), store.list());
        assertEquals(0, run("create", "--operator"));
        String id = created().id().text();
        assertEquals(0, run("list"));
        assertTrue(out.toString().contains("  operator  "), out::toString);
        assertEquals(0, run("list", "--json"));
        assertTrue(out.toString().contains("\"operator\":true"), out::toString);
        assertEquals(0, run("revoke", id));
        assertEquals(List.of(), store.list());
    }
}
