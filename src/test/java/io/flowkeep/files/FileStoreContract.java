package io.flowkeep.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.files.Traits.Trait;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What every driver must do with one file at a time. A driver's tests extend this, {@link
 * FileStoreListingContract} and {@link FileStoreConcurrencyContract}, and only open the driver.
 */
public abstract class FileStoreContract extends OpenFileStore {
    private static final FileKey KEY = FileKeys.key("t1", "p1", "a/b.txt");

    @Test
    final void a_saved_file_is_read_back() {
        Saved.Written written = save(KEY, "hello");
        assertEquals(5, written.version().sizeBytes());
        assertEquals("hello", text(KEY));
    }

    @Test
    final void what_is_missing_is_told_by_every_operation() {
        assertEquals(new Missing(), store().open(KEY));
        assertEquals(new Missing(), store().stat(KEY));
        assertEquals(new Missing(), store().delete(KEY, FreeCharge.terms()));
    }

    @Test
    final void an_empty_file_is_a_file() {
        save(KEY, "");
        assertEquals("", text(KEY));
    }

    @Test
    final void replacing_puts_the_new_content_in_place_of_all_of_the_old() {
        save(KEY, "a long text");
        save(KEY, "xy");
        assertEquals("xy", text(KEY));
    }

    @Test
    final void appending_creates_the_file_and_then_adds_to_its_end() {
        append(KEY, "one");
        append(KEY, "");
        append(KEY, "two");
        assertEquals("onetwo", text(KEY));
    }

    @Test
    final void bytes_that_are_no_text_come_back_as_they_were() throws IOException {
        byte[] bytes = random(1_000_000);
        store().replace(KEY, stream(bytes), FreeCharge.terms());
        byte[] more = random(70_000);
        store().append(KEY, stream(more), FreeCharge.terms());
        byte[] read = bytes(KEY);
        assertEquals(1_070_000, read.length);
        assertArrayEquals(bytes, Arrays.copyOf(read, 1_000_000));
        assertArrayEquals(more, Arrays.copyOfRange(read, 1_000_000, 1_070_000));
    }

    @Test
    final void what_is_said_to_be_wanted_of_a_file_does_not_change_what_is_there()
            throws IOException {
        for (int length : new int[] {0, 10, 65_536, 65_537, 300_000}) {
            byte[] bytes = random(length);
            store().replace(KEY, stream(bytes), FreeCharge.terms());
            for (FileStore.Wanted wanted : FileStore.Wanted.values()) {
                Opened opened = store().open(KEY, wanted);
                assertArrayEquals(bytes, read(assertInstanceOf(Opened.Found.class, opened)));
            }
        }
    }

    @Test
    final void an_open_file_keeps_its_bytes_whatever_happens_to_it() throws IOException {
        byte[] bytes = random(300_000);
        store().replace(KEY, stream(bytes), FreeCharge.terms());
        Opened.Found found = assertInstanceOf(Opened.Found.class, store().open(KEY));
        store().append(KEY, stream(random(10)), FreeCharge.terms());
        store().replace(KEY, stream(random(300_000)), FreeCharge.terms());
        store().delete(KEY, FreeCharge.terms());
        assertArrayEquals(bytes, read(found));
    }

    @Test
    final void the_same_path_in_another_project_or_team_is_another_file() {
        save(KEY, "mine");
        assertEquals(new Missing(), store().open(FileKeys.key("t1", "p2", "a/b.txt")));
        assertEquals(new Missing(), store().open(FileKeys.key("t2", "p1", "a/b.txt")));
        store().delete(FileKeys.key("t1", "p2", "a/b.txt"), FreeCharge.terms());
        assertEquals("mine", text(KEY));
    }

    @Test
    final void a_deleted_file_is_gone_and_can_be_made_again() {
        save(KEY, "old");
        assertEquals(new Removed.Gone(), store().delete(KEY, FreeCharge.terms()));
        assertEquals(new Missing(), store().open(KEY));
        save(KEY, "new");
        assertEquals("new", text(KEY));
    }

    @Test
    final void odd_names_are_names() {
        for (String name :
                List.of(
                        "back\\slash.txt",
                        "C:/win.txt",
                        "nl\nx.txt",
                        "dbl%2Fx.txt",
                        ".hidden",
                        "...",
                        "a..b",
                        "sp ace",
                        "q?x",
                        "h#x",
                        "héllo☃😀.txt",
                        "q|x^[]'\"")) {
            FileKey key = FileKeys.key("t1", "p1", name);
            save(key, name);
            assertEquals(name, text(key));
        }
    }

    @Test
    final void a_name_of_255_bytes_fits_and_one_of_256_does_not() {
        FileKey fits = FileKeys.key("t1", "p1", "é".repeat(127) + "x");
        FileKey tooLong = FileKeys.key("t1", "p1", "é".repeat(128));
        save(fits, "x");
        assertEquals("x", text(fits));
        Obstacle expected = new Obstacle.NameTooLong();
        assertEquals(expected, trySave(tooLong, "x", FreeCharge.terms()));
        assertEquals(expected, tryAppend(tooLong, "x", FreeCharge.terms()));
        assertEquals(expected, store().open(tooLong));
        assertEquals(expected, store().stat(tooLong));
        assertEquals(expected, store().delete(tooLong, FreeCharge.terms()));
        assertEquals(
                expected, store().list(tooLong.team(), tooLong.project(), tooLong.path(), ALL));
    }

    @Test
    final void a_path_of_2000_bytes_fits_where_long_paths_do() {
        FileKey key = FileKeys.key("t1", "p1", "k".repeat(99) + ("/" + "k".repeat(99)).repeat(19));
        if (store().traits().has(Trait.HAS_LONG_PATHS)) {
            save(key, "deep");
            assertEquals("deep", text(key));
        } else {
            Obstacle expected = new Obstacle.NameTooLong();
            assertEquals(expected, trySave(key, "x", FreeCharge.terms()));
            assertEquals(expected, tryAppend(key, "x", FreeCharge.terms()));
            assertEquals(expected, store().open(key));
            assertEquals(expected, store().stat(key));
            assertEquals(expected, store().delete(key, FreeCharge.terms()));
        }
    }

    @Test
    final void a_path_that_makes_1024_bytes_with_team_and_project_fits() {
        String path = "k".repeat(99) + ("/" + "k".repeat(99)).repeat(9) + "/" + "k".repeat(18);
        FileKey key = FileKeys.key("t1", "p1", path);
        save(key, "deep");
        assertEquals("deep", text(key));
    }

    @Test
    final void every_change_has_a_tag_of_its_own_and_all_operations_agree_on_it() {
        FileVersion first = save(KEY, "one").version();
        FileVersion second = save(KEY, "two").version();
        FileVersion third = append(KEY, "!").version();
        assertEquals(3, Set.of(first.tag(), second.tag(), third.tag()).size());
        assertTrue(third.tag().matches("[0-9A-Za-z_-]+"), third.tag());
        assertThere(third, KEY);
        FileVersion there = assertInstanceOf(Described.Found.class, store().stat(KEY)).version();
        assertEquals(there, assertInstanceOf(Opened.Found.class, store().open(KEY)).version());
    }

    @Test
    final void a_glance_tells_all_that_stat_does_but_perhaps_the_tag() {
        assertEquals(new Missing(), store().glance(KEY));
        for (int length : List.of(0, 5, 100_000)) {
            FileVersion saved = save(KEY, "x".repeat(length)).version();
            FileVersion seen =
                    assertInstanceOf(Described.Found.class, store().glance(KEY)).version();
            assertEquals(length, seen.sizeBytes());
            assertEquals(saved.modified(), seen.modified());
            assertTrue(seen.tag().isEmpty() || seen.tag().equals(saved.tag()), seen.tag());
        }
        FileKey below = FileKeys.key("t1", "p1", KEY.path().text() + "/below");
        assertEquals(store().stat(below), store().glance(below));
    }

    @Test
    final void a_file_made_anew_has_another_tag_than_the_one_that_was_deleted() {
        FileVersion first = save(KEY, "one").version();
        store().delete(KEY, FreeCharge.terms());
        assertNotEquals(first.tag(), save(KEY, "two").version().tag());
    }

    @Test
    final void files_and_tags_survive_a_reopen_where_the_driver_says_so() {
        FileVersion version = save(KEY, "kept").version();
        reopen();
        if (store().traits().has(Trait.SURVIVES_REOPEN)) {
            assertEquals("kept", text(KEY));
            assertThere(version, KEY);
        } else {
            assertEquals(new Missing(), store().open(KEY));
        }
    }

    @Test
    final void a_change_asked_for_with_a_stale_tag_is_refused() {
        Precondition stale = new Precondition.HasTag(Set.of(save(KEY, "one").version().tag()));
        save(KEY, "two");
        Terms terms = FreeCharge.terms(stale);
        assertEquals(new PreconditionFailed(), trySave(KEY, "three", terms));
        assertEquals(new PreconditionFailed(), tryAppend(KEY, "three", terms));
        assertEquals(new PreconditionFailed(), store().delete(KEY, terms));
        assertEquals("two", text(KEY));
    }

    @Test
    final void a_change_asked_for_with_the_current_tag_happens() {
        FileVersion one = save(KEY, "one").version();
        Saved two = trySave(KEY, "two", holding(one));
        FileVersion version = assertInstanceOf(Saved.Written.class, two).version();
        Saved three = tryAppend(KEY, "!", holding(version));
        FileVersion last = assertInstanceOf(Saved.Written.class, three).version();
        assertEquals(new Removed.Gone(), store().delete(KEY, holding(last)));
    }

    @Test
    final void a_precondition_on_a_missing_file_is_judged_as_well() {
        Terms exists = FreeCharge.terms(new Precondition.Exists());
        assertEquals(new PreconditionFailed(), trySave(KEY, "x", exists));
        assertEquals(new PreconditionFailed(), tryAppend(KEY, "x", exists));
        assertEquals(new PreconditionFailed(), store().delete(KEY, exists));
        Terms absent = FreeCharge.terms(new Precondition.Absent());
        assertInstanceOf(Saved.Written.class, trySave(KEY, "x", absent));
        assertEquals(new PreconditionFailed(), trySave(KEY, "y", absent));
        assertEquals("x", text(KEY));
    }

    @Test
    final void the_charge_is_told_what_changed() {
        FreeCharge charge = new FreeCharge();
        Terms terms = new Terms(new Precondition.Always(), charge);
        trySave(KEY, "12345", terms);
        trySave(KEY, "123", terms);
        tryAppend(KEY, "45", terms);
        store().delete(KEY, terms);
        tryAppend(KEY, "1", terms);
        assertEquals(
                List.of("create 5", "change 5 3", "change 3 5", "removed 5", "create 1"),
                charge.told());
    }

    @Test
    final void a_charge_that_refuses_stops_the_change() {
        Terms broke = new Terms(new Precondition.Always(), new FullCharge(7));
        assertEquals(new Saved.OverQuota(7), trySave(KEY, "x", broke));
        assertEquals(new Saved.OverQuota(7), tryAppend(KEY, "x", broke));
        assertEquals(new Missing(), store().open(KEY));
        save(KEY, "old");
        assertEquals(new Saved.OverQuota(7), trySave(KEY, "new", broke));
        assertEquals(new Saved.OverQuota(7), tryAppend(KEY, "new", broke));
        assertEquals("old", text(KEY));
    }

    @Test
    final void content_that_breaks_off_leaves_the_old_file_and_nothing_else() {
        save(KEY, "old");
        FileKey other = FileKeys.key("t1", "p1", "a/other.txt");
        IOException broken = new IOException("gone");
        for (FileKey key : List.of(KEY, other)) {
            InputStream first = new BreakingContent(200_000, broken);
            IOException replacing =
                    assertThrows(
                            IOException.class,
                            () -> store().replace(key, first, FreeCharge.terms()));
            assertSame(broken, replacing);
            InputStream second = new BreakingContent(200_000, broken);
            IOException appending =
                    assertThrows(
                            IOException.class,
                            () -> store().append(key, second, FreeCharge.terms()));
            assertSame(broken, appending);
        }
        assertEquals("old", text(KEY));
        assertEquals(new Missing(), store().open(other));
        assertEquals(List.of("a/b.txt"), names(FilePath.ROOT, true));
        assertEquals(Map.of(KEY.team(), 3L), store().measure(KEY.project()));
    }

    @Test
    final void a_refusal_in_the_middle_of_the_content_passes_through() {
        RuntimeException refusal = new IllegalStateException("too large");
        InputStream content = new BreakingContent(100_000, refusal);
        assertSame(
                refusal,
                assertThrows(
                        IllegalStateException.class,
                        () -> store().replace(KEY, content, FreeCharge.terms())));
        assertEquals(new Missing(), store().open(KEY));
    }

    @Test
    final void a_folder_is_no_file_where_there_are_folders() {
        save(KEY, "x");
        FileKey folder = FileKeys.key("t1", "p1", "a");
        if (store().traits().has(Trait.HAS_FOLDERS)) {
            Obstacle expected = new Obstacle.IsFolder();
            assertEquals(expected, store().open(folder));
            assertEquals(expected, store().stat(folder));
            assertEquals(expected, trySave(folder, "y", FreeCharge.terms()));
            assertEquals(expected, tryAppend(folder, "y", FreeCharge.terms()));
            assertEquals(expected, store().delete(folder, FreeCharge.terms()));
        } else {
            assertEquals(new Missing(), store().open(folder));
            save(folder, "y");
            assertEquals("y", text(folder));
        }
        assertEquals("x", text(KEY));
    }

    @Test
    final void nothing_is_below_a_file_where_there_are_folders() {
        FileKey file = FileKeys.key("t1", "p1", "f");
        FileKey below = FileKeys.key("t1", "p1", "f/x");
        FileKey deeper = FileKeys.key("t1", "p1", "f/x/y");
        save(file, "file");
        if (store().traits().has(Trait.HAS_FOLDERS)) {
            assertEquals(new Obstacle.BelowFile(true), trySave(below, "x", FreeCharge.terms()));
            assertEquals(new Obstacle.BelowFile(true), tryAppend(below, "x", FreeCharge.terms()));
            assertEquals(new Obstacle.BelowFile(false), trySave(deeper, "x", FreeCharge.terms()));
            assertEquals(new Obstacle.BelowFile(false), tryAppend(deeper, "x", FreeCharge.terms()));
            assertInstanceOf(Obstacle.BelowFile.class, store().open(below));
            assertInstanceOf(Obstacle.BelowFile.class, store().stat(deeper));
            assertInstanceOf(Obstacle.BelowFile.class, store().delete(deeper, FreeCharge.terms()));
        } else {
            save(below, "below");
            assertEquals("below", text(below));
        }
        assertEquals("file", text(file));
    }

    @Test
    final void measuring_adds_up_each_team_and_leaves_out_other_projects() {
        save(FileKeys.key("t1", "p1", "a"), "12345");
        save(FileKeys.key("t1", "p1", "b/c/d"), "123");
        save(FileKeys.key("t2", "p1", "a"), "1");
        save(FileKeys.key("t1", "p10", "a"), "1234567");
        assertEquals(
                Map.of(new TeamId("t1"), 8L, new TeamId("t2"), 1L),
                store().measure(new ProjectId("p1")));
        assertEquals(Map.of(), store().measure(new ProjectId("p")));
    }

    @Test
    final void a_team_knows_its_projects() {
        save(FileKeys.key("t1", "p1", "a"), "1");
        save(FileKeys.key("t1", "p2", "a"), "1");
        save(FileKeys.key("t2", "p3", "a"), "1");
        assertEquals(
                Set.of(new ProjectId("p1"), new ProjectId("p2")),
                Set.copyOf(store().projects(new TeamId("t1"))));
        assertEquals(Set.of(), store().projects(new TeamId("t3")));
    }

    @Test
    final void a_store_knows_its_teams() {
        assertEquals(Set.of(), store().teams());
        save(FileKeys.key("t2", "p3", "a"), "1");
        save(FileKeys.key("t1", "p1", "b/c"), "1");
        save(FileKeys.key("t1", "p2", "a"), "1");
        assertEquals(Set.of(new TeamId("t1"), new TeamId("t2")), Set.copyOf(store().teams()));
    }

    @Test
    final void a_closed_store_says_that_it_is_unavailable() {
        store().close();
        assertThrows(StoreUnavailable.class, () -> store().open(KEY));
        assertThrows(StoreUnavailable.class, () -> trySave(KEY, "x", FreeCharge.terms()));
        assertThrows(StoreUnavailable.class, () -> store().delete(KEY, FreeCharge.terms()));
        assertThrows(
                StoreUnavailable.class,
                () -> store().list(KEY.team(), KEY.project(), FilePath.ROOT, ALL));
    }

    private static Terms holding(FileVersion version) {
        return FreeCharge.terms(new Precondition.HasTag(Set.of(version.tag())));
    }

    private static InputStream stream(byte[] bytes) {
        return new ByteArrayInputStream(bytes);
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    /** Refuses everything. */
    private record FullCharge(long limitBytes) implements Charge {
        @Override
        public boolean create(long newBytes) {
            return false;
        }

        @Override
        public boolean change(long oldBytes, long newBytes) {
            return false;
        }

        @Override
        public void removed(long oldBytes) {}

        @Override
        public void undo() {
            throw new AssertionError("nothing was taken");
        }
    }
}
