package io.flowkeep.storage.postgres;

import io.flowkeep.storage.sql.JsonName;
import io.flowkeep.storage.sql.SqlSession;
import java.sql.SQLException;
import java.time.Duration;

/**
 * The statements on leases. They use the server's clock, which is read after the row is locked, so
 * that waiting for the lock does not make the time outdated.
 */
final class Leases {
    private static final String TAKE =
            "INSERT INTO flowkeep.leases AS kept (work, holder, held_until)"
                    + " VALUES (?, ?, clock_timestamp() + ? * interval '1 millisecond')"
                    + " ON CONFLICT (work) DO UPDATE SET holder = excluded.holder,"
                    + " held_until = clock_timestamp() + ? * interval '1 millisecond'"
                    + " WHERE kept.holder = excluded.holder OR kept.held_until < clock_timestamp()";
    private static final String DROP = "DELETE FROM flowkeep.leases WHERE work = ? AND holder = ?";

    private Leases() {}

    /** Whether the holder has the lease of a work now, for this time. */
    static boolean take(SqlSession session, String work, String holder, Duration time)
            throws SQLException {
        long millis = time.toMillis();
        return session.execute(TAKE, work, JsonName.of(holder), millis, millis) > 0;
    }

    static int drop(SqlSession session, String work, String holder) throws SQLException {
        return session.execute(DROP, work, JsonName.of(holder));
    }
}
