package io.flowkeep.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.neighbours.FakePlatform;
import io.flowkeep.testing.Await;
import io.flowkeep.testing.House;
import io.flowkeep.testing.Wire;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The platform is away; what it said before has run out of its time. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class OutageTest {
    private static final Duration CACHED = Duration.ofMillis(100);

    /** After this the real clients give up. */
    private static final Duration CLIENTS_WAIT = Duration.ofSeconds(3);

    @TempDir private Path home;
    private House house;
    private FakePlatform platform;
    private Wire wire;

    @BeforeEach
    void start() {
        house = House.withFilesAndContext(home, "auth: {cache: %dms}".formatted(CACHED.toMillis()));
        platform = house.platform();
        wire = house.wire();
    }

    @AfterEach
    void stop() {
        house.close();
    }

    @Test
    void a_token_that_was_good_is_served_on_with_its_quota_and_an_unknown_one_refused()
            throws Exception {
        String known = "q1000~p1";
        assertEquals(200, wire.put(known, "/v1/files/t1/p1/x", new byte[10]).status());
        platform.setAway(true);
        Thread.sleep(CACHED.multipliedBy(2));
        platform.forgetCalls();
        long start = System.nanoTime();
        assertEquals(200, wire.get(known, "/v1/files/t1/p1/x").status());
        assertInTime(start);
        assertFalse(platform.calls().isEmpty(), "the answer of before was still in the cache");
        assertEquals(200, wire.put(known, "/v1/files/t1/p1/y", new byte[10]).status());
        assertEquals(413, wire.put(known, "/v1/files/t1/p1/z", new byte[1000]).status());
        String set = "[{\"key\":\"a\",\"value\":1}]";
        assertEquals(200, wire.post(known, "/v1/context/p1/s", set).status());
        for (String unknown : new String[] {"std~p1", "q1000~p2"}) {
            long asked = System.nanoTime();
            String path = "/v1/files/t1/" + unknown.substring(unknown.length() - 2) + "/x";
            assertEquals(401, wire.get(unknown, path).status());
            assertInTime(asked);
        }
        assertEquals(200, wire.get("", "/health").status());
        assertEquals(200, wire.get("", "/livez").status());
    }

    private static void assertInTime(long startNanos) {
        assertTrue(System.nanoTime() - startNanos < CLIENTS_WAIT.toNanos());
    }

    @Test
    void a_refusal_is_no_outage() throws Exception {
        assertEquals(200, wire.get("std~p1", "/v1/quota/t1/p1").status());
        platform.revoke("std~p1");
        Thread.sleep(CACHED.multipliedBy(2));
        assertEquals(401, wire.get("std~p1", "/v1/quota/t1/p1").status());
        platform.setAway(true);
        assertEquals(401, wire.get("std~p1", "/v1/quota/t1/p1").status());
    }

    @Test
    void when_the_platform_is_back_its_word_counts_again() throws Exception {
        assertEquals(200, wire.get("std~p1", "/v1/quota/t1/p1").status());
        platform.setAway(true);
        Thread.sleep(CACHED.multipliedBy(2));
        assertEquals(200, wire.get("std~p1", "/v1/quota/t1/p1").status());
        platform.revoke("std~p1");
        platform.setAway(false);
        Await.within(
                Duration.ofSeconds(5), () -> wire.get("std~p1", "/v1/quota/t1/p1").status() == 401);
    }
}
