package io.flowkeep.files;

import io.flowkeep.text.Percent;

/**
 * Other readings of a path: with backslashes as slashes, with escapes decoded again. None of them
 * is used as a name; they only show whether a program further along could be led out of the
 * project. Stateless.
 */
final class PathSpelling {
    /**
     * More layers than any legitimate name has; bounds the work on a name made of escapes alone.
     */
    private static final int MAX_ROUNDS = 8;

    private PathSpelling() {}

    /** Tells whether any other reading of the path leaves its start. */
    static boolean escapesWhenReread(String sent) {
        String reading = sent;
        for (int round = 0; round <= MAX_ROUNDS; round++) {
            if (escapes(reading)
                    || (reading.indexOf('\\') >= 0 && escapes(reading.replace('\\', '/')))) {
                return true;
            }
            String decoded = Percent.decodeEscapes(reading);
            if (decoded.equals(reading)) {
                return false;
            }
            reading = decoded;
        }
        // Still encoded after that many rounds: this can only be an attempt to hide something.
        return true;
    }

    private static boolean escapes(String reading) {
        return reading.startsWith("/")
                || reading.indexOf('\0') >= 0
                || FilePath.normalise(reading).isEmpty();
    }
}
