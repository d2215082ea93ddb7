package io.flowkeep.auth;

import java.time.Duration;

/**
 * Is told what an authority does, for metrics. Called on the requests' own threads, so it must be
 * quick, must not throw and must be safe for concurrent use.
 */
public interface AuthorityWatch {

    /** Ignores everything. */
    AuthorityWatch NONE =
            new AuthorityWatch() {
                @Override
                public void hit() {}

                @Override
                public void miss() {}

                @Override
                public void servedOnGrace() {}

                @Override
                public void asked(CheckAnswer answer, Duration took) {}
            };

    /** A request was answered, yes or no, from what was already known. */
    void hit();

    /** A request found no remembered answer that still counts. */
    void miss();

    /** A request was let in on an old answer, since the neighbour is unreachable. */
    void servedOnGrace();

    /** The neighbour was asked once, with retries, on behalf of one or more requests. */
    void asked(CheckAnswer answer, Duration took);
}
