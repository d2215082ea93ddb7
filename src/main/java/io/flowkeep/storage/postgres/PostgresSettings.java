package io.flowkeep.storage.postgres;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How a database is used. Immutable.
 *
 * @param connections for works, at least 1; one more watches whether the server is there
 * @param borrowing the longest wait for a free connection
 * @param statement the longest that one statement may take
 * @param lock the longest that a statement may wait for somebody else's lock
 * @param beat how often it is looked whether the server is there
 * @param patience how long it may take to say so
 * @param attempts how often a work is tried that PostgreSQL refuses for now
 * @param sessions whether a connection has a session of its own
 * @param chance from 0 to below 1, spreads the attempts; need not be hard to guess
 */
public record PostgresSettings(
        int connections,
        Duration borrowing,
        Duration statement,
        Duration lock,
        Duration beat,
        Duration patience,
        int attempts,
        Sessions sessions,
        DoubleSupplier chance) {

    /** Whether a connection has a session of its own. */
    public enum Sessions {
        /** Unless a pooler stands between. */
        AUTO,
        /** Also behind a pooler, which gives it one for as long as the connection lasts. */
        OWN,
        /** Not even where no pooler is found. */
        SHARED
    }

    /** The longest that a connection may be silent in the middle of something. */
    static final Duration SILENCE = Duration.ofSeconds(30);

    /** Checks the numbers. */
    public PostgresSettings {
        if (connections < 1 || attempts < 1) {
            throw new IllegalArgumentException("connections and attempts must be at least 1");
        }
    }

    /**
     * 10 connections. Nobody waits longer than 2 s for a server that is away: for a connection 1.4
     * s and one vain try of an old one, or until a look, each 250 ms, has taken 1 s.
     */
    public static PostgresSettings usual(DoubleSupplier chance) {
        return new PostgresSettings(
                10,
                Duration.ofMillis(1400),
                Duration.ofSeconds(5),
                Duration.ofMillis(2500),
                Duration.ofMillis(250),
                Duration.ofSeconds(1),
                8,
                Sessions.AUTO,
                chance);
    }

    /** What holds for each transaction. */
    TransactionLimits limits() {
        return new TransactionLimits(statement, lock, SILENCE);
    }

    /** The same with another number of connections. */
    public PostgresSettings withConnections(int number) {
        return new PostgresSettings(
                number, borrowing, statement, lock, beat, patience, attempts, sessions, chance);
    }

    /** The same with another longest wait for a free connection. */
    PostgresSettings withBorrowing(Duration longest) {
        return new PostgresSettings(
                connections, longest, statement, lock, beat, patience, attempts, sessions, chance);
    }

    /** The same with other sessions. */
    public PostgresSettings withSessions(Sessions other) {
        return new PostgresSettings(
                connections, borrowing, statement, lock, beat, patience, attempts, other, chance);
    }
}
