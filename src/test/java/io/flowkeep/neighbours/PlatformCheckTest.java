package io.flowkeep.neighbours;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.auth.BearerToken;
import io.flowkeep.auth.CheckAnswer;
import io.flowkeep.auth.Quotas;
import io.flowkeep.auth.Quotas.ContextLimit;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.trust.Trust;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Execution(ExecutionMode.CONCURRENT)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class PlatformCheckTest {
    private static final Quotas STD =
            new Quotas(OptionalLong.of(104857600), new ContextLimit.Bytes(1048576));

    private final FakePlatform platform = FakePlatform.start();
    private final PlatformCheck check =
            new PlatformCheck(
                    platform.baseUrl(), PlatformCheck.DEADLINE, Trust.ofJvm(), System::nanoTime);

    @AfterEach
    void close() {
        check.close();
        platform.close();
    }

    private CheckAnswer ask(String mode) {
        return check.ask(new BearerToken(mode + "~p1"), new ProjectId("p1"));
    }

    /** Whoever asks: a fence of its own, behind the one that looks operators' tokens up. */
    @ParameterizedTest
    @ValueSource(strings = {"fko_", "fko_std~p1", "'fko_x'"})
    void an_operator_s_token_is_never_sent(String token) {
        assertEquals(
                new CheckAnswer.Refused(), check.ask(new BearerToken(token), new ProjectId("p1")));
        assertEquals(List.of(), platform.calls());
    }

    @Test
    void the_request_is_the_recorded_one() {
        assertEquals(new CheckAnswer.Allowed(STD), ask("std"));
        FakePlatform.Call call = platform.calls().getFirst();
        assertEquals("/account/check/project/p1", call.rawPath());
        assertEquals(List.of("Bearer std~p1"), call.headers().get("authorization"));
        assertEquals(List.of("true"), call.headers().get("ff-quota"));
        assertEquals(List.of("FlowFuse Storage Server"), call.headers().get("user-agent"));
        assertEquals(List.of("gzip"), call.headers().get("accept-encoding"));
    }

    @ParameterizedTest
    @CsvSource({
        "std, 1",
        "noq, 1",
        "jsonstr, 1",
        "gz, 1",
        "redir, 2",
        "slow400, 1",
        "e503once, 2",
    })
    void these_answers_are_a_yes_after_so_many_calls(String mode, int calls) {
        assertInstanceOf(CheckAnswer.Allowed.class, ask(mode));
        assertEquals(calls, platform.calls().size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "empty",
                "nulljson",
                "jsonfalse",
                "badjson",
                "e204",
                "e404",
                "e400",
                "bad",
                "e403",
                "e304"
            })
    void these_answers_are_a_no_and_not_asked_again(String mode) {
        assertEquals(new CheckAnswer.Refused(), ask(mode));
        assertEquals(1, platform.calls().size());
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "slow700",
                "slow5000",
                "e500",
                "e502",
                "e503",
                "e504",
                "e429",
                "e408",
                "e413"
            })
    void these_answers_are_none_after_three_calls_and_within_the_deadline(String mode) {
        long start = System.nanoTime();
        assertInstanceOf(CheckAnswer.Unreachable.class, ask(mode));
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertEquals(3, platform.calls().size());
        assertTrue(took.compareTo(Duration.ofMillis(2900)) < 0, took::toString);
    }

    /** The JDK's client repeats a request once by itself if it is dropped without any answer. */
    @Test
    void a_dropped_connection_is_no_answer_after_three_attempts_of_two_calls() {
        assertInstanceOf(CheckAnswer.Unreachable.class, ask("drop"));
        assertEquals(6, platform.calls().size());
    }

    @Test
    void a_connection_that_was_closed_while_idle_is_no_failure() {
        assertInstanceOf(CheckAnswer.Allowed.class, ask("std"));
        assertInstanceOf(CheckAnswer.Refused.class, ask("bad"));
        assertInstanceOf(CheckAnswer.Unreachable.class, ask("drop"));
        assertInstanceOf(CheckAnswer.Allowed.class, ask("std"));
    }

    @Test
    void a_shorter_deadline_leaves_out_attempts() {
        Duration hurry = Duration.ofMillis(700);
        try (PlatformCheck hasty =
                new PlatformCheck(platform.baseUrl(), hurry, Trust.ofJvm(), System::nanoTime)) {
            assertInstanceOf(
                    CheckAnswer.Unreachable.class,
                    hasty.ask(new BearerToken("slow5000~p1"), new ProjectId("p1")));
        }
        assertEquals(1, platform.calls().size());
    }

    @Test
    void nobody_listening_is_no_answer() {
        platform.close();
        assertInstanceOf(CheckAnswer.Unreachable.class, ask("std"));
    }

    @Test
    void a_body_that_trickles_is_given_up_with_the_attempt() {
        platform.respond(
                "trickle",
                exchange -> {
                    exchange.sendResponseHeaders(200, 1_000_000);
                    while (true) {
                        exchange.getResponseBody().write(' ');
                        exchange.getResponseBody().flush();
                        Thread.sleep(20);
                    }
                });
        long start = System.nanoTime();
        assertInstanceOf(CheckAnswer.Unreachable.class, ask("trickle"));
        assertTrue(System.nanoTime() - start < Duration.ofMillis(2900).toNanos());
    }

    @Test
    void a_body_without_end_is_cut_off_and_refused() {
        platform.respond(
                "endless",
                exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    exchange.getResponseBody().write('"');
                    byte[] part = new byte[8192];
                    Arrays.fill(part, (byte) 'x');
                    while (true) {
                        exchange.getResponseBody().write(part);
                    }
                });
        assertEquals(new CheckAnswer.Refused(), ask("endless"));
    }

    @Test
    void a_small_body_that_unpacks_to_a_huge_one_is_refused() throws IOException {
        byte[] huge = new byte[1_000_000];
        Arrays.fill(huge, (byte) 'x');
        huge[0] = '"';
        huge[huge.length - 1] = '"';
        byte[] packed = FakePlatform.gzip(huge);
        platform.respond(
                "bomb",
                exchange -> {
                    exchange.getResponseHeaders().set("content-encoding", "gzip");
                    FakePlatform.send(exchange, 200, packed);
                });
        assertEquals(new CheckAnswer.Refused(), ask("bomb"));
    }

    @Test
    void the_token_never_follows_a_redirect_to_another_origin() {
        try (FakePlatform other = FakePlatform.start()) {
            platform.respond(
                    "elsewhere",
                    exchange -> {
                        String target = other.baseUrl() + exchange.getRequestURI().getRawPath();
                        exchange.getResponseHeaders().set("location", target);
                        FakePlatform.send(exchange, 302, "");
                    });
            assertEquals(new CheckAnswer.Refused(), ask("elsewhere"));
            assertEquals(List.of(), other.calls());
        }
    }

    @Test
    void a_redirect_in_a_circle_is_refused() {
        platform.respond(
                "circle",
                exchange -> {
                    String self = exchange.getRequestURI().getRawPath();
                    exchange.getResponseHeaders().set("location", self);
                    FakePlatform.send(exchange, 302, "");
                });
        assertEquals(new CheckAnswer.Refused(), ask("circle"));
        assertEquals(6, platform.calls().size());
    }

    @Test
    void a_trailing_slash_of_the_base_url_is_not_doubled() {
        URI slashed = URI.create(platform.baseUrl() + "/forge/");
        try (PlatformCheck other =
                new PlatformCheck(
                        slashed, PlatformCheck.DEADLINE, Trust.ofJvm(), System::nanoTime)) {
            assertEquals(
                    new CheckAnswer.Allowed(STD),
                    other.ask(new BearerToken("std~p1"), new ProjectId("p1")));
        }
        assertEquals("/forge/account/check/project/p1", platform.calls().getFirst().rawPath());
    }

    @Test
    void a_token_that_cannot_be_sent_as_it_is_is_refused_without_a_call() {
        assertEquals(new CheckAnswer.Refused(), ask("té"));
        assertEquals(new CheckAnswer.Refused(), ask("a\tb"));
        assertEquals(List.of(), platform.calls());
    }

    @Test
    void an_interrupted_caller_gets_no_answer_and_stays_interrupted() {
        Thread.currentThread().interrupt();
        assertInstanceOf(CheckAnswer.Unreachable.class, ask("slow5000"));
        assertTrue(Thread.interrupted());
    }
}
