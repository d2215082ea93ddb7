package io.flowkeep.files;

/**
 * A count was aborted: the server stops, or going on would have taken memory without bound. What
 * was known before stays valid.
 */
public final class CountBrokenOff extends RuntimeException {
    private static final long serialVersionUID = 1;

    CountBrokenOff(String why) {
        super(why);
    }
}
