package io.flowkeep.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.files.Traits.Trait;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every driver must do when a folder is listed. */
public abstract class FileStoreListingContract extends OpenFileStore {
    private static final TeamId TEAM = new TeamId("t1");
    private static final ProjectId PROJECT = new ProjectId("p1");

    @Test
    final void a_project_that_was_never_written_to_is_empty() {
        assertEquals(
                new Listing.Page(List.of(), false),
                store().list(TEAM, PROJECT, FilePath.ROOT, ALL));
    }

    @Test
    final void a_folder_that_is_not_there_is_missing() {
        file("a/b");
        assertEquals(new Missing(), store().list(TEAM, PROJECT, new FilePath("x"), ALL));
        assertEquals(new Missing(), store().list(TEAM, PROJECT, new FilePath("a/x/y"), ALL));
    }

    @Test
    final void a_file_cannot_be_listed() {
        file("f");
        Listing listing = store().list(TEAM, PROJECT, new FilePath("f"), ALL);
        if (store().traits().has(Trait.HAS_FOLDERS)) {
            assertInstanceOf(Obstacle.BelowFile.class, listing);
        } else {
            assertEquals(new Missing(), listing);
        }
    }

    @Test
    final void files_and_folders_come_with_kind_and_size() {
        save(FileKeys.key("t1", "p1", "a/b.txt"), "hello");
        file("a/sub/deep/x");
        FileVersion version =
                assertInstanceOf(
                                Described.Found.class,
                                store().stat(FileKeys.key("t1", "p1", "a/b.txt")))
                        .version();
        Listing.Page page =
                assertInstanceOf(
                        Listing.Page.class, store().list(TEAM, PROJECT, new FilePath("a"), ALL));
        assertEquals(
                new Listing.Entry("b.txt", Listing.Kind.FILE, 5, version.modified()),
                page.entries().getFirst());
        assertEquals("sub", page.entries().get(1).name());
        assertEquals(Listing.Kind.FOLDER, page.entries().get(1).kind());
        assertEquals(0, page.entries().get(1).sizeBytes());
        assertEquals(2, page.entries().size());
        assertFalse(page.more());
    }

    @Test
    final void names_are_in_the_order_of_their_bytes() {
        for (String name : List.of("b", "a", "B", "é", "\uffee", "😀", "a-b", "a.txt", "10", "9")) {
            file(name);
        }
        assertEquals(
                List.of("10", "9", "B", "a", "a-b", "a.txt", "b", "é", "\uffee", "😀"),
                names(FilePath.ROOT, false));
    }

    @Test
    final void a_recursive_listing_has_all_files_in_the_order_of_their_paths() {
        for (String path : List.of("d/x", "d-e", "d.f", "d/y/z", "d/y.z", "c", "d0", "e/f/g")) {
            file(path);
        }
        assertEquals(
                List.of("c", "d-e", "d.f", "d/x", "d/y.z", "d/y/z", "d0", "e/f/g"),
                names(FilePath.ROOT, true));
        assertEquals(List.of("x", "y.z", "y/z"), names(new FilePath("d"), true));
    }

    @Test
    final void other_projects_and_teams_are_not_listed() {
        file("mine");
        save(FileKeys.key("t1", "p10", "theirs"), "x");
        save(FileKeys.key("t2", "p1", "theirs"), "x");
        assertEquals(List.of("mine"), names(FilePath.ROOT, true));
    }

    @Test
    final void pages_follow_one_another_without_gap_or_repetition() {
        List<String> all = new ArrayList<>();
        for (int i = 10; i < 45; i++) {
            file("f" + i);
            all.add("f" + i);
        }
        for (int limit : List.of(1, 7, 34, 35, 36)) {
            assertEquals(all, paged(limit, false));
            assertEquals(all, paged(limit, true));
        }
    }

    @Test
    final void pages_of_a_tree_follow_one_another_too() {
        List<String> all = List.of("a", "b-c", "b/a", "b/b/c", "b/b0", "b0/x", "c/d/e/f");
        all.forEach(this::file);
        for (int limit = 1; limit <= 8; limit++) {
            assertEquals(all, paged(limit, true));
        }
        if (store().traits().has(Trait.HAS_FOLDERS)) {
            assertEquals(List.of("a", "b", "b-c", "b0", "c"), paged(2, false));
        }
    }

    @Test
    final void a_page_may_begin_after_a_name_that_is_gone() {
        List.of("a", "b", "c").forEach(this::file);
        store().delete(FileKeys.key("t1", "p1", "b"), FreeCharge.terms());
        Listing.Page page = page(new ListQuery(10, "b", false));
        assertEquals(List.of("c"), page.entries().stream().map(Listing.Entry::name).toList());
    }

    @Test
    final void a_full_last_page_says_that_nothing_follows() {
        List.of("a", "b").forEach(this::file);
        assertFalse(page(new ListQuery(2, "", false)).more());
        assertTrue(page(new ListQuery(1, "", false)).more());
    }

    private void file(String path) {
        save(FileKeys.key("t1", "p1", path), "x");
    }

    private Listing.Page page(ListQuery query) {
        return assertInstanceOf(
                Listing.Page.class, store().list(TEAM, PROJECT, FilePath.ROOT, query));
    }

    private List<String> paged(int limit, boolean recursive) {
        List<String> names = new ArrayList<>();
        Listing.Page page = page(new ListQuery(limit, "", recursive));
        page.entries().forEach(entry -> names.add(entry.name()));
        while (page.more()) {
            assertEquals(limit, page.entries().size());
            page = page(new ListQuery(limit, names.getLast(), recursive));
            page.entries().forEach(entry -> names.add(entry.name()));
        }
        return names;
    }
}
