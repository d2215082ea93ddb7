package io.flowkeep.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.flowkeep.http.RawClient;
import io.flowkeep.testing.Await;
import io.flowkeep.testing.House;
import io.flowkeep.testing.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client that goes away in the middle of its body. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class AbortedUploadTest {
    private static final int LIMIT = 1_000_000;
    private static final int SENT = 700_000;
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String TOKEN = House.tokenOfOwnQuota("p1");
    private static final String FILE = "/v1/files/t1/p1/file.bin";

    @TempDir private Path home;
    private final byte[] part = new byte[SENT];
    private House house;
    private Wire wire;

    @BeforeEach
    void start() {
        new Random(1).nextBytes(part);
        house = House.withFiles(home, LIMIT);
        wire = house.wire();
    }

    @AfterEach
    void stop() {
        house.close();
    }

    @ParameterizedTest
    @CsvSource({"length,replace", "chunked,replace", "length,append", "chunked,append"})
    void the_old_file_stays_no_litter_is_left_and_the_quota_is_given_back(
            String framing, String mode) throws Exception {
        byte[] old = new byte[50_000];
        new Random(2).nextBytes(old);
        assertEquals(200, wire.put(TOKEN, FILE, old).status());
        try (RawClient broken = new RawClient(house.port())) {
            broken.send(head(framing, mode));
            broken.send(framing.equals("chunked") ? "%x\r\n".formatted(SENT) : "").send(part);
            Await.within(SOON, () -> temporaryBytes() > SENT - 100_000);
            // Its bytes count while they come: what would fit without them does not fit now.
            byte[] other = new byte[LIMIT / 2];
            assertEquals(413, wire.put(TOKEN, "/v1/files/t1/p1/other", other).status());
        }
        byte[] rest = new byte[LIMIT - old.length - 1];
        Await.within(SOON, () -> wire.put(TOKEN, "/v1/files/t1/p1/rest", rest).status() == 200);
        assertArrayEquals(old, wire.get(TOKEN, FILE).body());
        assertArrayEquals(old, Files.readAllBytes(home.resolve("root/t1/p1/file.bin")));
        Await.within(SOON, () -> names(temporary()).isEmpty());
        assertEquals(LIMIT - 1, wire.get(TOKEN, "/v1/quota/t1/p1").json().path("used").longValue());
        assertEquals(List.of("file.bin", "rest"), names(home.resolve("root/t1/p1")));
    }

    private static String head(String framing, String mode) {
        return "POST "
                + FILE
                + " HTTP/1.1\r\nhost: x\r\nauthorization: Bearer "
                + TOKEN
                + "\r\ncontent-type: application/octet-stream\r\nff_mode: "
                + mode
                + (framing.equals("chunked")
                        ? "\r\ntransfer-encoding: chunked\r\n\r\n"
                        : "\r\ncontent-length: " + (SENT + 100_000) + "\r\n\r\n");
    }

    private Path temporary() {
        return home.resolve("root/.flowkeep/tmp");
    }

    private long temporaryBytes() throws IOException {
        long bytes = 0;
        for (String name : names(temporary())) {
            bytes += Files.size(temporary().resolve(name));
        }
        return bytes;
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
