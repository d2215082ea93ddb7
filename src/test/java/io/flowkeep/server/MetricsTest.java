package io.flowkeep.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.testing.Await;
import io.flowkeep.testing.House;
import io.flowkeep.testing.Wire;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator's tools see: {@code /metrics} and {@code /readyz}. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class MetricsTest {
    private static final String TOKEN = "std~p1";
    private static final String FILES_ROUTE = "route=\"/v1/files/:teamId/:projectId/*\"";

    @TempDir private Path home;

    private House open(boolean enabled) {
        String more = "telemetry: {backend: {prometheus: {enabled: %s}}}".formatted(enabled);
        return House.withFilesAndContext(home, more);
    }

    @Test
    void when_enabled_it_shows_the_original_s_metrics_and_its_own() throws Exception {
        try (House house = open(true)) {
            Wire wire = house.wire();
            String file = "/v1/files/t1/p1/secret-name";
            assertEquals(200, wire.put(TOKEN, file, new byte[10]).status());
            assertEquals(200, wire.get(TOKEN, file).status());
            assertEquals(404, wire.get(TOKEN, file + "/../missing").status());
            String set = "[{\"key\":\"secret-key\",\"value\":1}]";
            assertEquals(200, wire.post(TOKEN, "/v1/context/p1/s", set).status());
            Await.within(
                    Duration.ofSeconds(5),
                    () -> scrape(wire).contains("route=\"/v1/context/:projectId/:scope\""));
            String metrics = scrape(wire);
            assertBuckets(metrics);
            for (String name :
                    List.of(
                            "http_request_duration_seconds_count",
                            "http_request_duration_seconds_sum",
                            "http_request_summary_seconds",
                            "http_request_summary_seconds_count",
                            "process_cpu_seconds_total",
                            "process_resident_memory_bytes",
                            "process_open_fds",
                            "jvm_memory_used_bytes",
                            "flowkeep_store_operation_seconds_count",
                            "flowkeep_queue_depth",
                            "flowkeep_commit_seconds_count",
                            "flowkeep_auth_cache_total",
                            "flowkeep_requests_underway")) {
                assertTrue(metrics.lines().anyMatch(line -> isOf(line, name)), name + " is absent");
            }
            assertTrue(metrics.contains("status_code=\"404\""));
            assertFalse(metrics.contains("secret"), "labels name routes, not what is in them");
            assertFalse(metrics.contains(TOKEN));
        }
    }

    private static boolean isOf(String line, String name) {
        return line.startsWith(name + "{") || line.startsWith(name + " ");
    }

    private static String scrape(Wire wire) throws Exception {
        Wire.Answer answer = wire.get("", "/metrics");
        assertEquals(200, answer.status());
        assertEquals("text/plain; version=0.0.4; charset=utf-8", answer.header("content-type"));
        return answer.text();
    }

    private static void assertBuckets(String metrics) {
        List<String> buckets =
                metrics.lines()
                        .filter(line -> isOf(line, "http_request_duration_seconds_bucket"))
                        .filter(line -> line.contains("method=\"GET\""))
                        .filter(line -> line.contains(FILES_ROUTE))
                        .filter(line -> line.contains("status_code=\"200\""))
                        .map(line -> line.replaceAll(".*le=\"([^\"]*)\".*", "$1"))
                        .collect(Collectors.toList());
        assertEquals(
                List.of(
                        "0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1.0", "2.5", "5.0",
                        "10.0", "+Inf"),
                buckets);
    }

    @Test
    void when_not_enabled_there_is_no_such_route() throws Exception {
        try (House house = open(false)) {
            Wire wire = house.wire();
            assertEquals(404, wire.get("", "/metrics").status());
            assertEquals(404, wire.get(TOKEN, "/metrics").status());
        }
    }

    @Test
    void readiness_names_each_part() throws Exception {
        try (House house = open(false)) {
            Wire wire = house.wire();
            Wire.Answer answer = wire.get("", "/readyz");
            assertEquals(200, answer.status());
            assertEquals(
                    "{\"status\":\"ok\",\"parts\":{\"files\":\"ok\",\"usage\":\"ok\",\"context\":\"ok\"}}",
                    answer.text());
            assertEquals("{\"status\":\"ok\"}", wire.get("", "/livez").text());
            assertEquals("{\"statusCode\":200,\"status\":\"ok\"}", wire.get("", "/health").text());
        }
    }
}
