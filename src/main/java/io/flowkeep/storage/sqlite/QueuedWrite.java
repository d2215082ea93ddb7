package io.flowkeep.storage.sqlite;

import io.flowkeep.faults.StoreFault;
import io.flowkeep.storage.sql.Queued;
import io.flowkeep.storage.sql.SqlSession;
import io.flowkeep.storage.sql.SqlWork;
import java.sql.SQLException;

/**
 * A work on its way through the writer: run first, made known after the commit. It may be run again
 * after what it did was undone; only the last run counts. Run and finished by the writer's thread,
 * awaited by one other.
 */
final class QueuedWrite<T> {
    private final SqlWork<T> work;
    private final Queued<T> end = new Queued<>();

    QueuedWrite(SqlWork<T> work) {
        this.work = work;
    }

    void run(SqlSession session) {
        try {
            end.succeeded(work.run(session));
        } catch (SQLException e) {
            end.failed(SqliteErrors.translate("write", e));
        } catch (Throwable e) { // whatever a work throws belongs to its caller, not to the writer
            end.failed(e);
        }
    }

    boolean failed() {
        return end.hasFailed();
    }

    /** Makes the work's own end known. */
    void finish() {
        end.finish();
    }

    /** Ends the work with a fault of its group, unless it has one of its own. */
    void finish(StoreFault fault) {
        if (!end.hasFailed()) {
            end.failed(fault);
        }
        end.finish();
    }

    T await() {
        return end.await();
    }
}
