package io.flowkeep.files;

import java.util.random.RandomGenerator;

/**
 * A set of names that keeps 61 bits of each, so that a million take 16 MiB. Two names get the same
 * number once in 2^50 pairs at worst, and nobody can choose such a pair, since the numbers are
 * drawn anew for each set. Not safe for concurrent use.
 */
final class Fingerprints {
    /** 2^61 - 1, a prime. */
    private static final long PRIME = (1L << 61) - 1;

    private static final int SMALLEST = 1 << 10;

    /** Six million names, 64 MiB. */
    private static final int LARGEST = 1 << 23;

    private final long factor;
    private final long start;
    private long[] places = new long[SMALLEST];
    private int count;

    /** An empty set. */
    Fingerprints(RandomGenerator chance) {
        this.factor = chance.nextLong(1 << 20, PRIME);
        this.start = chance.nextLong(1, PRIME);
    }

    /**
     * Adds a name.
     *
     * @throws IllegalStateException if there are six million already
     */
    void add(String name) {
        if (count >= places.length / 4 * 3) {
            grow();
        }
        count += put(places, fingerprint(name)) ? 1 : 0;
    }

    /** Whether a name was added. */
    boolean contains(String name) {
        long wanted = fingerprint(name);
        int place = place(places, wanted);
        while (places[place] != 0 && places[place] != wanted) {
            place = (place + 1) & (places.length - 1);
        }
        return places[place] == wanted;
    }

    /** Forgets all names. */
    void clear() {
        places = new long[SMALLEST];
        count = 0;
    }

    private void grow() {
        if (places.length >= LARGEST) {
            throw new IllegalStateException("more names than can be kept apart");
        }
        long[] more = new long[2 * places.length];
        for (long each : places) {
            if (each != 0) {
                put(more, each);
            }
        }
        places = more;
    }

    private static boolean put(long[] places, long print) {
        int place = place(places, print);
        while (places[place] != 0 && places[place] != print) {
            place = (place + 1) & (places.length - 1);
        }
        boolean isNew = places[place] == 0;
        places[place] = print;
        return isNew;
    }

    private static int place(long[] places, long print) {
        return (int) (print ^ (print >>> 31)) & (places.length - 1);
    }

    /** The name as a polynomial, at a secret point; never 0. */
    private long fingerprint(String name) {
        long sum = start;
        for (int i = 0; i < name.length(); i++) {
            sum = times(sum, factor) + name.charAt(i) + 1;
            sum = sum >= PRIME ? sum - PRIME : sum;
        }
        return sum == 0 ? PRIME : sum;
    }

    private static long times(long left, long right) {
        long high = Math.multiplyHigh(left, right);
        long low = left * right;
        long sum = ((high << 3) | (low >>> 61)) + (low & PRIME);
        sum = (sum & PRIME) + (sum >>> 61);
        return sum >= PRIME ? sum - PRIME : sum;
    }
}
