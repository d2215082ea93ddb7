package io.flowkeep.moving;

import java.math.BigInteger;
import java.util.Locale;

/**
 * One checksum for many records, whatever their order: the sum of SHA-256 over each key and
 * checksum, as a number of 256 bits. For one thread.
 */
final class ChecksumTotal {
    private static final int BITS = 256;
    private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(BITS);

    private BigInteger sum = BigInteger.ZERO;

    void add(String key, String checksum) {
        BigInteger one = new BigInteger(Checksums.of(checksum + " " + key), 16);
        sum = sum.add(one).mod(MODULUS);
    }

    /** 64 hexadecimal digits. */
    String hex() {
        return String.format(Locale.ROOT, "%064x", sum);
    }
}
