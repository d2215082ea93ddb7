package io.flowkeep.storage.sqlite;

import io.flowkeep.faults.StoreFault;
import io.flowkeep.storage.sql.Queued;
import io.flowkeep.storage.sql.SqlSession;
import io.flowkeep.storage.sql.SqlWork;
import java.sql.SQLException;

/**
 * A work in the writer's queue: run first, its result published after the commit. It may be run
 * again after its effect was undone; only the last run counts. Run and finished by the writer's
 * thread, awaited by one other.
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
        } catch (Throwable e) { // whatever a work throws is for its caller, not for the writer
            end.failed(e);
        }
    }

    boolean failed() {
        return end.hasFailed();
    }

    /** Publishes the work's own result. */
    void finish() {
        end.finish();
    }

    /** Ends the work with its group's fault, unless it has one of its own. */
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
