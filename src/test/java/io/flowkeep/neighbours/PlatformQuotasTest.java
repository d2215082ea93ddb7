package io.flowkeep.neighbours;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.flowkeep.auth.BearerToken;
import io.flowkeep.auth.CheckAnswer;
import io.flowkeep.auth.Quotas;
import io.flowkeep.auth.Quotas.ContextLimit;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.trust.Trust;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class PlatformQuotasTest {
    private static final OptionalLong NONE = OptionalLong.empty();
    private static final ContextLimit UNSAID = new ContextLimit.Unsaid();
    private static final ContextLimit FROM_CONFIG = new ContextLimit.FromConfig();

    private final FakePlatform platform = FakePlatform.start();
    private final PlatformCheck check =
            new PlatformCheck(
                    platform.baseUrl(), PlatformCheck.DEADLINE, Trust.ofJvm(), System::nanoTime);

    @AfterEach
    void close() {
        check.close();
        platform.close();
    }

    private CheckAnswer answer(String body) {
        platform.respond("own", exchange -> FakePlatform.send(exchange, 200, body));
        return check.ask(new BearerToken("own~p1"), new ProjectId("p1"));
    }

    private void assertQuotas(String body, OptionalLong file, ContextLimit context) {
        assertEquals(new CheckAnswer.Allowed(new Quotas(file, context)), answer(body), body);
    }

    @Test
    void numbers_are_limits() {
        assertQuotas(
                "{\"quota\":{\"file\":1000,\"context\":500}}",
                OptionalLong.of(1000),
                new ContextLimit.Bytes(500));
    }

    @Test
    void no_file_quota_means_none_from_the_platform() {
        assertQuotas("{\"quota\":{\"context\":0}}", NONE, FROM_CONFIG);
        assertQuotas("{\"quota\":{\"file\":0,\"context\":0}}", NONE, FROM_CONFIG);
        assertQuotas("{\"quota\":{\"file\":null,\"context\":0}}", NONE, FROM_CONFIG);
    }

    @Test
    void silence_about_context_is_not_zero() {
        assertQuotas("{}", NONE, UNSAID);
        assertQuotas("{\"quota\":{}}", NONE, UNSAID);
        assertQuotas("{\"quota\":null}", NONE, UNSAID);
        assertQuotas("\"x\"", NONE, UNSAID);
        assertQuotas("{\"quota\":{\"file\":1000}}", OptionalLong.of(1000), UNSAID);
    }

    @Test
    void zero_and_null_for_context_leave_it_to_the_configuration() {
        assertQuotas("{\"quota\":{\"context\":0}}", NONE, FROM_CONFIG);
        assertQuotas("{\"quota\":{\"context\":null}}", NONE, FROM_CONFIG);
    }

    @Test
    void true_is_one_mebibyte() {
        assertQuotas(
                "{\"quota\":{\"file\":true,\"context\":true}}",
                OptionalLong.of(1048576),
                new ContextLimit.Bytes(1048576));
    }

    @Test
    void a_limit_below_zero_lets_nothing_in() {
        assertQuotas(
                "{\"quota\":{\"file\":-5,\"context\":-5}}",
                OptionalLong.of(0),
                new ContextLimit.Bytes(0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"quota\":{\"file\":\"a lot\"}}",
                "{\"quota\":{\"file\":{}}}",
                "{\"quota\":{\"context\":[1]}}"
            })
    void a_quota_that_is_no_number_is_refused(String body) {
        assertEquals(new CheckAnswer.Refused(), answer(body));
    }
}
