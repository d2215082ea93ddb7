package io.flowkeep.storage.postgres;

import io.flowkeep.trust.Trust;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How a database is used. Immutable.
 *
 * @param borrowing the longest wait for a free connection
 * @param statement the longest that one statement may take
 * @param lock the longest that a statement may wait for a lock
 * @param beat how often the server is checked
 * @param patience how long a check may take
 * @param attempts how often a work is tried that PostgreSQL refuses temporarily
 * @param trust whose certificates are good with TLS, unless the server's are named
 * @param chance from 0 to below 1, spreads the attempts; need not be hard to guess
 */
public record PostgresSettings(
        Duration borrowing,
        Duration statement,
        Duration lock,
        Duration beat,
        Duration patience,
        int attempts,
        Trust trust,
        DoubleSupplier chance) {

    /** The longest that a connection may be silent in the middle of something. */
    static final Duration SILENCE = Duration.ofSeconds(30);

    /** Checks the number. */
    public PostgresSettings {
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts must be at least 1");
        }
    }

    /**
     * The JVM's trust. No call waits longer than 2 s for an unreachable server: 1.4 s for a
     * connection and one failed attempt on an old one, or until a check (one each 250 ms) has taken
     * 1 s.
     */
    public static PostgresSettings usual(DoubleSupplier chance) {
        return new PostgresSettings(
                Duration.ofMillis(1400),
                Duration.ofSeconds(5),
                Duration.ofMillis(2500),
                Duration.ofMillis(250),
                Duration.ofSeconds(1),
                8,
                Trust.ofJvm(),
                chance);
    }

    /** What holds for each transaction. */
    TransactionLimits limits() {
        return new TransactionLimits(statement, lock, SILENCE);
    }

    /** The same with another longest wait for a free connection. */
    PostgresSettings withBorrowing(Duration longest) {
        return new PostgresSettings(
                longest, statement, lock, beat, patience, attempts, trust, chance);
    }

    /** The same with another trust. */
    public PostgresSettings trusting(Trust other) {
        return new PostgresSettings(
                borrowing, statement, lock, beat, patience, attempts, other, chance);
    }
}
