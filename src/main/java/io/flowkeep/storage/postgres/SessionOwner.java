package io.flowkeep.storage.postgres;

import io.flowkeep.storage.postgres.PostgresServer.Sessions;

/** Whose the session is at the end of the way to a server. */
enum SessionOwner {
    /** A connection's own: settings and prepared statements belong to it, and end with it. */
    DIRECT,
    /**
     * Everybody's: each transaction may meet another one, and what is left there is found by
     * somebody else. Statements are sent anew each time, and settings hold for a transaction.
     */
    POOLED;

    static SessionOwner of(Greeting greeting, Sessions sessions) {
        return switch (sessions) {
            case AUTO -> greeting.isPooled() ? POOLED : DIRECT;
            case OWN -> DIRECT;
            case SHARED -> POOLED;
        };
    }
}
