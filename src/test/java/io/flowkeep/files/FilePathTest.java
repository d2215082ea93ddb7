package io.flowkeep.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class FilePathTest {

    @ParameterizedTest
    @CsvSource({
        "a.txt,a.txt",
        "a/b,a/b",
        "mid//dbl.txt,mid/dbl.txt",
        "a/,a",
        "./a,a",
        "a/./b,a/b",
        "x/../inside.txt,inside.txt",
        "x/..,''",
        ".,''",
        "'',''",
        "a/b/../../c,c",
        ".hidden,.hidden",
        "...,...",
        "a..b,a..b",
        "dbl%2Fx.txt,dbl%2Fx.txt",
        "dbl%25.txt,dbl%25.txt",
        "back\\slash.txt,back\\slash.txt",
        "x\\..\\y,x\\..\\y",
        "C:/win.txt,C:/win.txt",
        "100%,100%",
        "%zz,%zz"
    })
    void a_path_that_stays_inside_is_put_in_normal_form(String sent, String expected) {
        assertEquals(Optional.of(new FilePath(expected)), FilePath.parse(sent));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..",
                "../",
                "../p2/x",
                "x/../../p1/y",
                "a/../../b",
                "/",
                "/lead",
                "//p1/lead",
                "%2e%2e/x",
                "%2E%2E%2Fx",
                "..%2fp2",
                "%252e%252e%252fp2",
                "..\\p2\\x",
                "a\\..\\..\\b",
                "..%5cx",
                "\\etc",
                "./\\etc",
                "a/../%2Fetc",
                "%2Fetc",
                "%5Cetc",
                "nul\0x",
                "nul%00x",
                "a/..%2f..%2fb",
                ".%2e/x",
                "%2525252e%2525252e/x",
                "\ud800"
            })
    void a_path_that_could_lead_out_is_refused(String sent) {
        assertEquals(Optional.empty(), FilePath.parse(sent));
    }

    @Test
    void a_name_made_of_endless_escapes_is_refused_without_much_work() {
        assertEquals(Optional.empty(), FilePath.parse("%" + "25".repeat(8000) + "2e"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a", "a/", "a//b", ".", "..", "a/../b", "a/./b", "a\0"})
    void only_normal_form_can_be_made_by_hand(String text) {
        assertThrows(IllegalArgumentException.class, () -> new FilePath(text));
    }

    @Test
    void a_path_knows_its_parts() {
        FilePath path = new FilePath("a/b/c.txt");
        assertEquals("c.txt", path.name());
        assertEquals(new FilePath("a/b"), path.parent());
        assertEquals(FilePath.ROOT, new FilePath("a").parent());
        assertEquals(FilePath.ROOT, FilePath.ROOT.parent());
        assertEquals(List.of("a", "b", "c.txt"), path.segments());
        assertEquals(List.of(), FilePath.ROOT.segments());
        assertEquals(new FilePath("x"), FilePath.ROOT.child("x"));
        assertEquals(new FilePath("a/x"), new FilePath("a").child("x"));
    }

    @Test
    void a_name_over_255_bytes_or_a_path_over_4096_is_too_long() {
        assertFalse(new FilePath("a/" + "é".repeat(127)).isTooLong());
        assertTrue(new FilePath("a/" + "é".repeat(128)).isTooLong());
        assertFalse(new FilePath("k/".repeat(2047) + "kk").isTooLong());
        assertTrue(new FilePath("k/".repeat(2048) + "k").isTooLong());
    }

    @Test
    void the_projects_own_folder_is_no_file() {
        assertThrows(IllegalArgumentException.class, () -> FileKeys.key("t1", "p1", ""));
    }
}
