package io.flowkeep.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Makes values of one kind by chance, for {@link Property}. One of several values is a lambda that
 * asks others in turn. Edges (the ends of a range, empty and full lists, odd characters) come far
 * more often than chance alone brings them.
 *
 * @param <T> immutable, or made anew each time
 */
@FunctionalInterface
public interface Generator<T> {
    /** The next value; the same state of the source makes the same one. */
    T next(RandomGenerator chance);

    /** One of these, each as often. */
    @SafeVarargs
    static <T> Generator<T> of(T... values) {
        return chance -> values[chance.nextInt(values.length)];
    }

    /** One of these, each as often. */
    static <T> Generator<T> of(List<T> values) {
        return chance -> values.get(chance.nextInt(values.size()));
    }

    /** What one of these makes, each as often. */
    @SafeVarargs
    static <T> Generator<T> oneOf(Generator<? extends T>... kinds) {
        return chance -> kinds[chance.nextInt(kinds.length)].next(chance);
    }

    /** Both, equally often. */
    static Generator<Boolean> booleans() {
        return RandomGenerator::nextBoolean;
    }

    /** From the first to the last of these, both included. */
    static Generator<Integer> integers(int min, int max) {
        return longs(min, max).map(Math::toIntExact);
    }

    /** From the first to the last of these, both included; small ones and the ends often. */
    static Generator<Long> longs(long min, long max) {
        return chance -> {
            long small = chance.nextLong(-2, 3);
            return switch (chance.nextInt(16)) {
                case 0 -> min;
                case 1 -> max;
                case 2, 3 -> Math.clamp(small, min, max);
                case 4, 5 ->
                        Math.clamp(min + (chance.nextLong() >>> chance.nextInt(1, 64)), min, max);
                default -> between(min, max, chance);
            };
        };
    }

    private static long between(long min, long max, RandomGenerator chance) {
        if (max < Long.MAX_VALUE) {
            return chance.nextLong(min, max + 1);
        }
        return min > Long.MIN_VALUE ? chance.nextLong(min - 1, max) + 1 : chance.nextLong();
    }

    /** Any number but the infinite ones, those that are none and the negative zero. */
    static Generator<Double> doubles() {
        Generator<Double> edges =
                of(
                        0.0,
                        1.0,
                        -1.0,
                        0.1,
                        -0.01,
                        1e-7,
                        1e21,
                        0x1p53,
                        Double.MIN_VALUE,
                        Double.MAX_VALUE,
                        -Double.MAX_VALUE);
        Generator<Double> any = chance -> Double.longBitsToDouble(chance.nextLong());
        Generator<Double> money = longs(-1L << 40, 1L << 40).map(cents -> cents / 100.0);
        return oneOf(edges, any.filter(Double::isFinite), money);
    }

    /** Other values made of these. */
    default <R> Generator<R> map(Function<? super T, ? extends R> change) {
        return chance -> change.apply(next(chance));
    }

    /** Only those of these; it must be easy to meet one. */
    default Generator<T> filter(Predicate<? super T> wanted) {
        return chance -> {
            for (int i = 0; i < 10_000; i++) {
                T value = next(chance);
                if (wanted.test(value)) {
                    return value;
                }
            }
            throw new IllegalStateException("none of 10000 values is wanted");
        };
    }

    /** At most so many of these. */
    default Generator<List<T>> list(int max) {
        return list(0, max);
    }

    /** From so many to so many of these; the shortest, the longest and short ones often. */
    default Generator<List<T>> list(int min, int max) {
        return chance -> {
            int size =
                    switch (chance.nextInt(8)) {
                        case 0 -> min;
                        case 1 -> max;
                        case 2, 3 -> chance.nextInt(min, Math.min(max, min + 4) + 1);
                        default -> chance.nextInt(min, max + 1);
                    };
            List<T> values = new ArrayList<>(size);
            while (values.size() < size) {
                values.add(next(chance));
            }
            return values;
        };
    }

    /** At most so many members, in the order in which they were made. */
    static <K, V> Generator<Map<K, V>> maps(Generator<K> keys, Generator<V> values, int max) {
        return chance -> {
            Map<K, V> map = new LinkedHashMap<>();
            keys.list(max).next(chance).forEach(key -> map.put(key, values.next(chance)));
            return map;
        };
    }
}
