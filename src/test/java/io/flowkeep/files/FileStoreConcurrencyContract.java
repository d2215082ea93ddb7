package io.flowkeep.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.files.Traits.Trait;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every driver must do when several want the same at once. */
@Timeout(60)
public abstract class FileStoreConcurrencyContract extends OpenFileStore {
    private static final FileKey KEY = FileKeys.key("t1", "p1", "a/shared.log");
    private static final int WRITERS = 8;

    @Test
    final void appends_at_once_all_land_and_never_interleave() throws Exception {
        int rounds = 25;
        atOnce(writer -> {
            for (int i = 0; i < rounds; i++) {
                append(KEY, "<" + Integer.toString(writer).repeat(500) + ">");
            }
            return true;
        });
        String text = text(KEY);
        assertEquals(WRITERS * rounds * 502, text.length());
        assertTrue(Pattern.matches("(<(\\d)\\2{499}>)*", text), "interleaved");
    }

    @Test
    final void appends_of_two_servers_all_land_where_replicas_are_allowed() throws Exception {
        if (!store().traits().has(Trait.ALLOWS_REPLICAS)) {
            return;
        }
        int rounds = 10;
        try (FileStore other = open(folder)) {
            atOnce(writer -> {
                for (int i = 0; i < rounds; i++) {
                    byte[] piece =
                            ("<" + Integer.toString(writer).repeat(500) + ">").getBytes(UTF_8);
                    FileStore mine = writer % 2 == 0 ? store() : other;
                    Saved saved =
                            mine.append(KEY, new ByteArrayInputStream(piece), FreeCharge.terms());
                    assertInstanceOf(Saved.Written.class, saved);
                }
                return true;
            });
        }
        String text = text(KEY);
        assertEquals(WRITERS * rounds * 502, text.length());
        assertTrue(Pattern.matches("(<(\\d)\\2{499}>)*", text), "interleaved");
    }

    @Test
    final void of_those_who_saw_the_same_state_one_may_change_it() throws Exception {
        FileVersion seen = save(KEY, "start").version();
        Terms terms = FreeCharge.terms(new Precondition.HasTag(Set.of(seen.tag())));
        List<Saved> ends = atOnce(writer -> trySave(KEY, "writer " + writer, terms));
        assertEquals(1, ends.stream().filter(Saved.Written.class::isInstance).count());
        assertEquals(WRITERS - 1, ends.stream().filter(new PreconditionFailed()::equals).count());
    }

    @Test
    final void of_those_who_want_to_create_a_file_one_may() throws Exception {
        Terms terms = FreeCharge.terms(new Precondition.Absent());
        List<Saved> ends = atOnce(writer -> trySave(KEY, "writer " + writer, terms));
        assertEquals(1, ends.stream().filter(Saved.Written.class::isInstance).count());
    }

    @Test
    final void readers_see_one_whole_state_with_its_own_tag() throws Exception {
        save(KEY, "0".repeat(100_000));
        atOnce(worker -> {
            for (int i = 0; i < 30; i++) {
                if (worker == 0) {
                    save(KEY, Integer.toString(i % 10).repeat(100_000 + i % 3));
                } else {
                    String text = text(KEY); // checks the length against the version
                    assertEquals(text.substring(0, 1).repeat(text.length()), text);
                }
            }
            return true;
        });
    }

    @Test
    final void slow_content_holds_up_nobody_and_is_judged_when_it_has_arrived() throws IOException {
        FileVersion seen = save(KEY, "start").version();
        Terms terms = FreeCharge.terms(new Precondition.HasTag(Set.of(seen.tag())));
        InputStream slow = new EventfulContent(10, 5, () -> save(KEY, "meanwhile"));
        assertEquals(new PreconditionFailed(), store().replace(KEY, slow, terms));
        assertEquals("meanwhile", text(KEY));
    }

    @Test
    final void creating_and_deleting_in_one_folder_at_once_harms_nobody() throws Exception {
        atOnce(writer -> {
            FileKey key = FileKeys.key("t1", "p1", "x/y/z" + writer % 3);
            for (int i = 0; i < 25; i++) {
                save(key, "content");
                store().delete(key, FreeCharge.terms());
                store().stat(key);
            }
            return true;
        });
        for (int i = 0; i < 3; i++) {
            assertEquals(new Missing(), store().open(FileKeys.key("t1", "p1", "x/y/z" + i)));
        }
    }

    private interface Work<T> {
        T run(int worker) throws Exception;
    }

    private static <T> List<T> atOnce(Work<T> work) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
            List<Callable<T>> tasks = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                int worker = i;
                tasks.add(() -> work.run(worker));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> end : threads.invokeAll(tasks)) {
                results.add(result(end));
            }
            return results;
        }
    }

    private static <T> T result(Future<T> end) throws InterruptedException {
        try {
            return end.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
    }
}
