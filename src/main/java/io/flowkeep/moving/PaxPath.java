package io.flowkeep.moving;

import java.util.Arrays;

/**
 * The {@code path} in an extended header of POSIX, which is lines of {@code LENGTH NAME=VALUE}.
 * Stateless.
 */
final class PaxPath {
    private static final byte[] NAME = {'p', 'a', 't', 'h', '='};
    private static final int MOST_DIGITS = 9;

    private PaxPath() {}

    /** Its bytes, the last if there are several; none if there is none. */
    static byte[] in(byte[] header) {
        byte[] path = new byte[0];
        int at = 0;
        while (at < header.length) {
            int length = 0;
            int digits = at;
            while (digits < header.length
                    && digits - at < MOST_DIGITS
                    && header[digits] >= '0'
                    && header[digits] <= '9') {
                length = length * 10 + header[digits] - '0';
                digits++;
            }
            int start = digits + 1; // behind the blank
            int end = at + length - 1; // before the line's end
            if (end <= start || end > header.length) {
                return path; // what follows is the library's to complain about
            }
            if (isPath(header, start, end)) {
                path = Arrays.copyOfRange(header, start + NAME.length, end);
            }
            at += length;
        }
        return path;
    }

    private static boolean isPath(byte[] header, int start, int end) {
        return start + NAME.length <= end
                && Arrays.equals(header, start, start + NAME.length, NAME, 0, NAME.length);
    }
}
