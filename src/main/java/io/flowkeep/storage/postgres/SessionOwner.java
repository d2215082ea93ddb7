package io.flowkeep.storage.postgres;

import io.flowkeep.storage.postgres.PostgresServer.Sessions;

/** Whether a session at the server belongs to one connection. */
enum SessionOwner {
    /** A connection's own: settings and prepared statements belong to it, and end with it. */
    DIRECT,
    /**
     * Shared through a pooler: each transaction may get another session, and what it leaves there
     * is seen by other clients. So statements are sent anew each time, and settings are made for
     * one transaction.
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
