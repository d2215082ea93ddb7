package io.flowkeep.flows.http;

import static io.flowkeep.flows.http.FlowsClient.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.contract.FlowServers.Setup;
import io.flowkeep.http.RawClient;
import io.flowkeep.testing.StoppedClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The health check tells the truth, and always at once. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class HealthcheckTest {
    private final FlowsOnTheWire servers = new FlowsOnTheWire();

    @AfterEach
    void stop() {
        servers.close();
    }

    private FlowsClient client() throws IOException {
        return new FlowsClient(servers.start(Setup.USUAL)).as("");
    }

    private static String body(String store, String bus) {
        return ("{\"status\":\"%s\",\"version\":\"0.0.6\",\"details\":"
                        + "{\"mongoDB\":{\"status\":\"%s\"},\"queue\":{\"status\":\"%s\"}}}")
                .formatted(store, store, bus);
    }

    @Test
    void all_is_well() throws IOException {
        RawClient.Answer answer = client().get("/Healthcheck/");
        assertEquals(200, answer.status());
        assertEquals(body("pass", "pass"), text(answer));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "x", "{\"a\":1}"})
    void a_body_is_not_looked_at(String body) throws IOException {
        RawClient.Answer answer = client().json("GET", "/healthcheck", body);
        assertEquals(200, answer.status());
        assertEquals(body("pass", "pass"), text(answer));
        assertEquals(404, client().json("POST", "/healthcheck", body).status());
    }

    @Test
    void without_the_store_it_fails() throws IOException {
        servers.withHealth(() -> false, () -> true);
        RawClient.Answer answer = client().get("/healthcheck");
        assertEquals(500, answer.status());
        assertEquals(body("fail", "pass"), text(answer));
    }

    @Test
    void without_the_bus_it_passes_and_says_so() throws IOException {
        servers.withHealth(
                () -> true,
                () -> {
                    throw new IllegalStateException("no connection");
                });
        RawClient.Answer answer = client().get("/healthcheck");
        assertEquals(200, answer.status());
        assertEquals(body("pass", "fail"), text(answer));
    }

    @Test
    void a_store_that_does_not_answer_fails_at_once() throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        servers.withHealth(() -> waitFor(never), () -> true);
        FlowsClient client = client();
        long start = System.nanoTime();
        assertEquals(500, client.get("/healthcheck").status());
        assertTrue(System.nanoTime() - start < Duration.ofMillis(900).toNanos());
        never.countDown();
    }

    @Test
    void a_slow_part_keeps_its_last_answer_for_a_while() {
        StoppedClock clock = StoppedClock.at(Instant.EPOCH);
        clock.pass(Duration.ofNanos(1));
        AtomicInteger asked = new AtomicInteger();
        CountDownLatch never = new CountDownLatch(1);
        PatientProbe probe =
                new PatientProbe(
                        FlowsOnTheWire.probe(
                                "store", () -> asked.incrementAndGet() == 1 || waitFor(never)),
                        clock::nanoTime);
        assertTrue(probe.works());
        assertTrue(probe.works());
        assertEquals(1, asked.get());
        clock.pass(Duration.ofSeconds(2));
        assertTrue(probe.works());
        assertTrue(probe.works());
        assertEquals(2, asked.get());
        clock.pass(Duration.ofSeconds(4));
        assertEquals(false, probe.works());
        never.countDown();
    }

    private static boolean waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return true;
    }
}
