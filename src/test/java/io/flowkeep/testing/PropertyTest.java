package io.flowkeep.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** The tool that tests by chance: it fails when it should, and says how to see that again. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class PropertyTest {
    private static final Pattern SEED = Pattern.compile("FLOWKEEP_TEST_SEED=(-?\\d+);");

    @Test
    void every_try_has_a_value_of_its_own() {
        Set<Long> values = new HashSet<>();
        Property.checkMany(
                500,
                new SplittableRandom(1),
                Generator.longs(0, Long.MAX_VALUE).filter(value -> value > 1L << 40),
                values::add);
        assertTrue(values.size() > 350, () -> values.size() + " values");
    }

    @Test
    void a_failure_says_the_value_and_the_seed_that_makes_it_again() {
        Generator<List<String>> values = Texts.any(5).list(9);
        Property.Check<List<String>> check = value -> assertTrue(value.size() < 7, "too long");
        List<List<String>> seen = new ArrayList<>();
        AssertionError failure =
                assertThrows(
                        AssertionError.class,
                        () ->
                                Property.checkMany(
                                        1000,
                                        new SplittableRandom(1),
                                        values,
                                        value -> {
                                            seen.add(value);
                                            check.of(value);
                                        }));
        String message = Objects.requireNonNull(failure.getMessage());
        assertTrue(message.startsWith("try " + seen.size() + " of 1000 failed; "), message);
        assertTrue(message.endsWith("too long ==> expected: <true> but was: <false>"), message);
        assertTrue(message.chars().allMatch(c -> c >= ' ' && c <= '~'), message);
        Matcher seed = SEED.matcher(message);
        assertTrue(seed.find(), message);
        List<List<String>> again = new ArrayList<>();
        Property.checkOne("again", Long.parseLong(seed.group(1)), values, again::add);
        assertEquals(List.of(seen.getLast()), again);
    }

    @Test
    void the_ends_of_ranges_come_often() {
        assertMet(Generator.integers(0, 1_000_000), List.of(0, 1_000_000));
        assertMet(
                Generator.longs(Long.MIN_VALUE, Long.MAX_VALUE),
                List.of(Long.MIN_VALUE, -1L, 0L, 1L, Long.MAX_VALUE));
        assertMet(Generator.booleans().list(30).map(List::size), List.of(0, 1, 30));
    }

    @Test
    void texts_are_odd_often() {
        for (String kind : List.of("", ".*[\\ud800-\\udfff].*", ".*\0.*", ".*\".*")) {
            Pattern pattern = Pattern.compile(kind, Pattern.DOTALL);
            assertMet(
                    Texts.any(20).map(text -> pattern.matcher(text).matches()),
                    List.of(true, false));
        }
        assertMet(Texts.any(20).map(text -> text.length() == 20), List.of(true));
    }

    private static <T> void assertMet(Generator<T> values, List<T> wanted) {
        Set<T> met = new HashSet<>();
        Property.checkMany(300, new SplittableRandom(1), values, met::add);
        assertTrue(met.containsAll(wanted), () -> wanted + " in " + met);
    }

    @Test
    void numbers_stay_within_their_range() {
        Property.checkMany(
                1000,
                new SplittableRandom(1),
                chance -> {
                    long min = chance.nextLong();
                    long max = chance.nextLong(4) == 0 ? Long.MAX_VALUE : min;
                    return List.of(min, Generator.longs(min, max).next(chance), max);
                },
                range -> assertTrue(range.get(0) <= range.get(1) && range.get(1) <= range.get(2)));
        Property.checkMany(
                1000,
                new SplittableRandom(1),
                Generator.integers(-3, 7).list(2, 5),
                list -> {
                    assertTrue(list.size() >= 2 && list.size() <= 5);
                    assertTrue(list.stream().allMatch(each -> each >= -3 && each <= 7));
                });
    }
}
