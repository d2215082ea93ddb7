package io.flowkeep.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Files stay short. Checkstyle holds the length of methods. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class SizesTest {
    private static final int MOST_LINES = 400;

    /** Files that may be longer, each with its own bound and the reason why it is not split. */
    private static final Map<String, Integer> EXCEPTIONS = Map.of();

    @Test
    void no_source_file_is_longer_than_400_lines() {
        List<String> tooLong =
                ProductCode.sources("src/main").stream()
                        .filter(file -> ProductCode.lines(file).size() > bound(file))
                        .map(file ->
                                ProductCode.BASE.relativize(file)
                                        + ": "
                                        + ProductCode.lines(file).size())
                        .toList();
        assertEquals(List.of(), tooLong, "split these at a seam that has a name of its own");
    }

    @Test
    void every_exception_is_still_needed() {
        List<String> longFiles =
                ProductCode.sources("src/main").stream()
                        .filter(file -> ProductCode.lines(file).size() > MOST_LINES)
                        .map(file -> ProductCode.BASE.relativize(file).toString())
                        .toList();
        assertEquals(
                List.of(),
                EXCEPTIONS.keySet().stream().filter(file -> !longFiles.contains(file)).toList(),
                "strike these from EXCEPTIONS");
    }

    private static int bound(Path file) {
        return EXCEPTIONS.getOrDefault(ProductCode.BASE.relativize(file).toString(), MOST_LINES);
    }
}
