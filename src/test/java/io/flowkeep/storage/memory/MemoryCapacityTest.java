package io.flowkeep.storage.memory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.flowkeep.files.FileKey;
import io.flowkeep.files.FileKeys;
import io.flowkeep.files.FileStore;
import io.flowkeep.files.FreeCharge;
import io.flowkeep.files.Saved;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Clock;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class MemoryCapacityTest {
    private final FileStore store = new MemoryFileStore(Clock.systemUTC(), 10);

    @Test
    void a_full_store_says_so_and_deleting_makes_room() throws IOException {
        FileKey first = FileKeys.key("t1", "p1", "a");
        FileKey second = FileKeys.key("t1", "p1", "b");
        assertInstanceOf(Saved.Written.class, save(first, "12345"));
        assertInstanceOf(Saved.Written.class, save(second, "12345"));
        assertEquals(new Saved.NoSpace(), save(first, "123456"));
        assertEquals(new Saved.NoSpace(), save(first, "x".repeat(1000)));
        store.delete(second, FreeCharge.terms());
        assertInstanceOf(Saved.Written.class, save(first, "1234567890"));
    }

    private Saved save(FileKey key, String text) throws IOException {
        return store.replace(
                key, new ByteArrayInputStream(text.getBytes(UTF_8)), FreeCharge.terms());
    }
}
