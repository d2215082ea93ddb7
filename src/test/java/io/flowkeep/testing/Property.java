package io.flowkeep.testing;

import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Holds a sentence against many values made by chance. Each run has other values; a failure says
 * which value it was and the seed that makes it again:
 *
 * <pre>FLOWKEEP_TEST_SEED=-42 ./flowkeep test</pre>
 *
 * <p>With that variable every property is tried once, with this seed. Stateless.
 */
public final class Property {
    private static final String VARIABLE = "FLOWKEEP_TEST_SEED";
    private static final Optional<Long> GIVEN =
            Optional.ofNullable(System.getenv(VARIABLE)).map(Long::valueOf);

    private Property() {}

    /** What must hold for one value: it throws if it does not. */
    @FunctionalInterface
    public interface Check<T> {
        void of(T value) throws Exception;
    }

    /** What must hold for two values. */
    @FunctionalInterface
    public interface PairCheck<A, B> {
        void of(A first, B second) throws Exception;
    }

    private record Pair<A, B>(A first, B second) {}

    /** Checks so many values; throws what says the first that fails. */
    public static <T> void check(int tries, Generator<T> values, Check<? super T> check) {
        GIVEN.ifPresentOrElse(
                seed -> checkOne("the given try", seed, values, check),
                () -> checkMany(tries, new SplittableRandom(), values, check));
    }

    /** Checks so many pairs. */
    public static <A, B> void check(
            int tries,
            Generator<A> firsts,
            Generator<B> seconds,
            PairCheck<? super A, ? super B> check) {
        Generator<Pair<A, B>> pairs =
                chance -> new Pair<>(firsts.next(chance), seconds.next(chance));
        check(tries, pairs, pair -> check.of(pair.first(), pair.second()));
    }

    static <T> void checkMany(
            int tries, SplittableRandom seeds, Generator<T> values, Check<? super T> check) {
        for (int i = 1; i <= tries; i++) {
            checkOne("try " + i + " of " + tries, seeds.nextLong(), values, check);
        }
    }

    static <T> void checkOne(String which, long seed, Generator<T> values, Check<? super T> check) {
        T value = values.next(new SplittableRandom(seed));
        try {
            check.of(value);
        } catch (Throwable e) {
            throw new AssertionError(
                    "%s failed; to see it again: %s=%d; it was given %s; %s"
                            .formatted(which, VARIABLE, seed, escaped(value), e),
                    e);
        }
    }

    /** With what no terminal shows as it is. */
    private static String escaped(Object value) {
        StringBuilder text = new StringBuilder();
        String.valueOf(value)
                .chars()
                .forEach(c ->
                        text.append(
                                c >= ' ' && c <= '~'
                                        ? String.valueOf((char) c)
                                        : "\\u%04x".formatted(c)));
        return text.toString();
    }
}
