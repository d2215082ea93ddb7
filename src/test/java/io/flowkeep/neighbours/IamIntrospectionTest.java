package io.flowkeep.neighbours;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.flowkeep.auth.Identity;
import io.flowkeep.auth.IdentityAnswer;
import io.flowkeep.auth.IntrospectionKind;
import io.flowkeep.auth.Principal;
import io.flowkeep.trust.Trust;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class IamIntrospectionTest {
    private static final IdentityAnswer UNKNOWN = new IdentityAnswer.Refused(Identity.UNKNOWN);
    private static final IdentityAnswer EXPIRED = new IdentityAnswer.Refused(Identity.EXPIRED);
    private static final Set<String> ALL_OF_FLOWS =
            Set.of("flows.read", "flows.write", "flows.control", "flows.bulk");
    private static final IdentityAnswer U1 =
            known("5e0000000000000000000011", "5f0000000000000000000a01", ALL_OF_FLOWS);

    private final FakeIam iam = FakeIam.start();
    private final IamIntrospection introspection = introspection(settings(IntrospectionKind.BASIC));

    @AfterEach
    void close() {
        introspection.close();
        iam.close();
    }

    private IamSettings settings(IntrospectionKind type) {
        return iam.settings(type, IamSettings.DEADLINE);
    }

    private static IamIntrospection introspection(IamSettings settings) {
        return new IamIntrospection(settings, Trust.ofJvm(), System::nanoTime);
    }

    private static IdentityAnswer known(String sub, String tenant, Set<String> permissions) {
        return new IdentityAnswer.Known(new Principal(sub, tenant, permissions));
    }

    private IdentityAnswer basic(String token) {
        return introspection.ask(token, IntrospectionKind.BASIC);
    }

    private IdentityAnswer answeredWith(String body) {
        iam.know("own", body);
        return basic("own");
    }

    /** Whoever asks: a fence of its own, behind the one that looks operators' tokens up. */
    @ParameterizedTest
    @ValueSource(strings = {"fko_", "fko_u1", "\tfko_x", "\"fko_x"})
    void an_operator_s_token_is_never_sent(String token) {
        for (IntrospectionKind kind : IntrospectionKind.values()) {
            assertEquals(UNKNOWN, introspection.ask(token, kind));
        }
        assertEquals(List.of(), iam.calls());
    }

    @Test
    void the_basic_question_is_the_recorded_one() {
        assertEquals(U1, basic("u1"));
        FakeIam.Call call = iam.calls().getFirst();
        assertEquals("basic", call.path());
        assertEquals("{\"token\":\"u1\"}", call.body());
        assertEquals("application/json", call.headers().getFirst("content-type"));
        assertEquals("basic", call.headers().getFirst("x-auth-type"));
        assertEquals("Bearer svc-iam-token", call.headers().getFirst("authorization"));
    }

    @Test
    void the_oidc_question_is_a_form_with_encoded_credentials() {
        assertEquals(U1, introspection.ask("oidcok", IntrospectionKind.OIDC));
        FakeIam.Call call = iam.calls().getFirst();
        assertEquals("oidc", call.path());
        assertEquals("token=oidcok", call.body());
        assertEquals("application/x-www-form-urlencoded", call.headers().getFirst("content-type"));
        assertNull(call.headers().getFirst("x-auth-type"));
        String sent = call.headers().getFirst("authorization");
        assertFalse(sent.contains("="), sent);
        assertEquals(
                "flow%20repository:s%3Ae%2Fc%2Br%26%C3%A4~t%3F",
                new String(
                        Base64.getUrlDecoder().decode(sent.replace("Basic ", "")),
                        StandardCharsets.US_ASCII));
    }

    @Test
    void credentials_are_in_the_alphabet_of_urls_and_keep_what_javascript_keeps() {
        IamSettings odd =
                new IamSettings(
                        IntrospectionKind.OIDC,
                        new NeighbourAddress.At(iam.basicEndpoint()),
                        new NeighbourAddress.At(iam.oidcEndpoint()),
                        "t",
                        "-_.!~*'()~~>>??",
                        "~~>>~~>>oooo\u00ff\u00ff",
                        IamSettings.DEADLINE);
        try (IamIntrospection other = introspection(odd)) {
            other.ask("x", IntrospectionKind.UNSAID);
        }
        String sent = iam.calls().getFirst().headers().getFirst("authorization");
        assertTrue(sent.matches("Basic [A-Za-z0-9_-]+"), sent);
        assertEquals(
                "-_.!~*'()~~%3E%3E%3F%3F:~~%3E%3E~~%3E%3Eoooo%C3%BF%C3%BF",
                new String(
                        Base64.getUrlDecoder().decode(sent.replace("Basic ", "")),
                        StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "ä\"\\\n", "x&token=u1", "%41", "a+b", "💡"})
    void any_token_arrives_as_it_is(String token) {
        assertEquals(UNKNOWN, basic(token));
        assertEquals(EXPIRED, introspection.ask(token, IntrospectionKind.OIDC));
        assertEquals(List.of(token, token), iam.calls().stream().map(c -> c.token()).toList());
    }

    @ParameterizedTest
    @CsvSource({
        "basic, '', basic, application/json",
        "oidc, '', oidc, application/x-www-form-urlencoded",
        "oidc, BaSiC, basic, application/json",
        "basic, OIDC, oidc, application/x-www-form-urlencoded"
    })
    void the_request_says_which_way_and_the_settings_if_it_does_not(
            String configured, String asked, String path, String type) {
        try (IamIntrospection other = introspection(settings(IntrospectionKind.of(configured)))) {
            other.ask("u1", IntrospectionKind.of(asked));
        }
        FakeIam.Call call = iam.calls().getFirst();
        assertEquals(path, call.path());
        assertEquals(type, call.headers().getFirst("content-type"));
    }

    @Test
    void a_kind_that_nobody_knows_is_expired_and_nobody_is_asked() {
        assertEquals(EXPIRED, introspection.ask("admin", IntrospectionKind.OTHER));
        assertEquals(List.of(), iam.calls());
    }

    @ParameterizedTest
    @ValueSource(strings = {"unknown", "", "iam404"})
    void what_is_not_found_is_unknown(String token) {
        assertEquals(UNKNOWN, basic(token));
        assertEquals(
                "Token invalid. Error: Error. Details: Token not found in IAM",
                Identity.UNKNOWN.message());
    }

    @Test
    void what_is_not_active_is_expired_at_either_endpoint() {
        assertEquals(EXPIRED, basic("iaminactive"));
        assertEquals(EXPIRED, introspection.ask("oidcdead", IntrospectionKind.OIDC));
        assertEquals(EXPIRED, answeredWith("{\"_id\":\"x\",\"active\":\"false\"}"));
        assertEquals("Token invalid. Error: Token expired.", Identity.EXPIRED.message());
    }

    @ParameterizedTest
    @CsvSource({
        "iam500, HTTP 500",
        "iam403, HTTP 403",
        "iam401, HTTP 401",
        "iam302, HTTP 302",
        "iamempty, an empty answer",
        "iamnull, an empty answer",
    })
    void these_answers_are_none_and_are_not_asked_for_again(String token, String reason) {
        assertEquals(new IdentityAnswer.Unreachable(reason), basic(token));
        assertEquals(1, iam.lookups());
        assertEquals(
                "Token invalid. Error: Error. Details: Authorization failed",
                Identity.FAILED.message());
    }

    @Test
    void a_broken_connection_is_tried_once_more() {
        assertInstanceOf(IdentityAnswer.Unreachable.class, basic("iamreset"));
        assertEquals(2, iam.lookups());
        assertEquals(U1, basic("u1"));
    }

    @Test
    void nobody_listening_is_no_answer() {
        iam.close();
        assertEquals(new IdentityAnswer.Unreachable("ConnectException"), basic("u1"));
    }

    @Tag("slow")
    @Test
    void an_answer_that_never_comes_is_given_up_at_the_deadline() {
        long start = System.nanoTime();
        assertEquals(new IdentityAnswer.Unreachable("no answer in time"), basic("iamhang"));
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertTrue(took.compareTo(Duration.ofMillis(2400)) > 0, took::toString);
        assertTrue(took.compareTo(Duration.ofMillis(2900)) < 0, took::toString);
    }

    @Test
    void a_shorter_deadline_is_kept() {
        IamSettings hasty = iam.settings(IntrospectionKind.BASIC, Duration.ofMillis(200));
        try (IamIntrospection other = introspection(hasty)) {
            long start = System.nanoTime();
            assertInstanceOf(
                    IdentityAnswer.Unreachable.class,
                    other.ask("iamhang", IntrospectionKind.UNSAID));
            assertTrue(System.nanoTime() - start < Duration.ofMillis(1500).toNanos());
        }
    }

    @Test
    void a_wrong_service_token_or_none_is_no_answer_about_the_token() {
        for (String own : List.of("", "wrong")) {
            IamSettings wrong =
                    new IamSettings(
                            IntrospectionKind.BASIC,
                            new NeighbourAddress.At(iam.basicEndpoint()),
                            new NeighbourAddress.Off(),
                            own,
                            "",
                            "",
                            IamSettings.DEADLINE);
            try (IamIntrospection other = introspection(wrong)) {
                assertEquals(
                        new IdentityAnswer.Unreachable("HTTP 401"),
                        other.ask("u1", IntrospectionKind.BASIC));
            }
        }
    }

    @Test
    void an_endpoint_that_is_not_configured_fails_and_says_so_once() {
        Logger logger = (Logger) LoggerFactory.getLogger(IamIntrospection.class);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        IamSettings nowhere =
                new IamSettings(
                        IntrospectionKind.BASIC,
                        NeighbourAddress.of(" "),
                        NeighbourAddress.of(""),
                        "",
                        "",
                        "",
                        IamSettings.DEADLINE);
        try (IamIntrospection other = introspection(nowhere)) {
            IdentityAnswer failed = new IdentityAnswer.Refused(Identity.FAILED);
            for (int i = 0; i < 3; i++) {
                assertEquals(failed, other.ask("u1", IntrospectionKind.UNSAID));
                assertEquals(failed, other.ask("u1", IntrospectionKind.OIDC));
            }
        } finally {
            logger.detachAppender(log);
        }
        String said =
                "Tokens are refused that ask for the %s introspection: its endpoint is not"
                        + " configured";
        assertEquals(
                List.of(said.formatted("basic"), said.formatted("OIDC")),
                log.list.stream().map(ILoggingEvent::getFormattedMessage).toList());
    }

    @Test
    void recorded_users_are_who_they_were() {
        assertEquals(known("5e0000000000000000000001", "", Set.of("all")), basic("admin"));
        assertEquals(known("TestGuest", "testTenant1", ALL_OF_FLOWS), basic("subuser"));
        assertEquals(known("realsub", "", ALL_OF_FLOWS), basic("bothsub"));
        assertEquals(known("claimsub", "5f0000000000000000000a01", ALL_OF_FLOWS), basic("claims"));
        assertEquals(known("", "5f0000000000000000000a01", ALL_OF_FLOWS), basic("nosub"));
        assertEquals(known("5e0000000000000000000022", "12345", ALL_OF_FLOWS), basic("numtenant"));
        assertEquals(
                known("5e000000000000000000001d", "5f0000000000000000000a01", Set.of()),
                basic("nopermfield"));
    }

    @Test
    void permissions_in_one_text_are_the_names_in_it() {
        assertEquals(known("5e000000000000000000001f", "", Set.of("all")), basic("permstring"));
        assertEquals(
                known("5e0000000000000000000020", "", Set.of("xx", "flows.read", "yy")),
                basic("permconcat"));
        assertEquals(
                known("x", "", Set.of("tenant.all", "flows.read")),
                answeredWith("{\"_id\":\"x\",\"permissions\":\", tenant.all,flows.read \"}"));
        assertEquals(
                known("x", "", Set.of("a")),
                answeredWith("{\"_id\":\"x\",\"permissions\":[1,\"a\",null,[\"all\"],{}]}"));
        assertEquals(
                known("x", "", Set.of()),
                answeredWith("{\"_id\":\"x\",\"permissions\":{\"all\":true}}"));
    }

    @Test
    void claims_are_over_what_stands_beside_them() {
        assertEquals(
                known("c", "t", Set.of("b")),
                answeredWith(
                        "{\"_id\":\"i\",\"sub\":\"s\",\"tenant\":\"t\",\"permissions\":[\"a\"],"
                                + "\"claims\":{\"sub\":\"c\",\"permissions\":[\"b\"]}}"));
        assertEquals(
                known("i", "", Set.of()),
                answeredWith("{\"_id\":\"i\",\"sub\":\"\",\"claims\":\"all\"}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "[{\"permissions\":[\"all\"]}]",
                "\"all\"",
                "7",
                "true",
                "<html>"
            })
    void an_answer_that_makes_no_sense_is_nobody(String body) {
        assertEquals(new IdentityAnswer.Known(Principal.NOBODY), answeredWith(body));
    }

    @Test
    void a_page_in_place_of_an_answer_is_nobody() {
        assertEquals(new IdentityAnswer.Known(Principal.NOBODY), basic("iamhtml"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "0", "\"\"", " ", "null"})
    void an_answer_that_says_nothing_is_none(String body) {
        assertEquals(new IdentityAnswer.Unreachable("an empty answer"), answeredWith(body));
    }

    @Test
    void an_answer_without_end_is_cut_off() {
        String many = "\"permission\",".repeat(100_000);
        assertEquals(
                new IdentityAnswer.Unreachable("an answer without end"),
                answeredWith("{\"_id\":\"x\",\"permissions\":[" + many + "\"all\"]}"));
        String some = "\"permission\",".repeat(50_000);
        assertEquals(
                known("x", "", Set.of("permission", "all")),
                answeredWith("{\"_id\":\"x\",\"permissions\":[" + some + "\"all\"]}"));
    }

    @Test
    void an_interrupted_look_up_is_no_answer_and_stays_interrupted() {
        Thread.currentThread().interrupt();
        assertEquals(new IdentityAnswer.Unreachable("interrupted"), basic("iamhang"));
        assertTrue(Thread.interrupted());
    }

    @Test
    void settings_print_no_secret_and_refuse_what_cannot_work() {
        String printed = settings(IntrospectionKind.OIDC).toString();
        assertFalse(printed.contains(FakeIam.SERVICE_TOKEN), printed);
        assertFalse(printed.contains(FakeIam.CLIENT_SECRET), printed);
        for (String bad : List.of("ftp://x/y", "http:///y", "x", "http://u:p@x/", "http://x/ y")) {
            assertThrows(IllegalArgumentException.class, () -> NeighbourAddress.of(bad), bad);
        }
        assertThrows(IllegalArgumentException.class, () -> settings(IntrospectionKind.UNSAID));
        assertEquals(
                new NeighbourAddress.At(URI.create("http://x:1/a?b")),
                NeighbourAddress.of("http://x:1/a?b"));
    }
}
