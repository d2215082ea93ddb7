package io.flowkeep.storage.sqlite;

import io.flowkeep.storage.sql.SqlSession;
import io.flowkeep.storage.sqlite.FlowColumns.Texts;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The statements on the texts that are searched. Safe for concurrent use.
 *
 * <p>Texts are put into the index many at a time, since each change of it costs much whatever its
 * size. Until then they are looked through one by one, so a search finds them at once. What was
 * indexed and has changed or gone is noted as stale, which a search passes over, and is taken out
 * of the index at the same times. Numbers of flows are given again, so that comes first.
 */
final class FlowTexts {
    /** Longer texts are never put into the index: one would hold up the writer for a second. */
    static final int MOST_INDEXED = 1_000_000;

    /** What a text counts for besides its letters. */
    private static final int PER_TEXT = 100;

    private static final int NOT_YET = 0;
    private static final int NEVER = 2;
    private static final String ADD =
            "INSERT INTO flow_texts (flow, indexed, name, description) VALUES (?, ?, ?, ?)";
    private static final String REPLACE =
            "UPDATE flow_texts SET indexed = ?, name = ?, description = ? WHERE flow = ?";
    private static final String NOTE_STALE =
            "INSERT OR IGNORE INTO flow_search_stale (flow)"
                    + " SELECT flow FROM flow_texts WHERE flow = ? AND indexed = 1";
    private static final String REMOVE = "DELETE FROM flow_texts WHERE flow = ?";

    /** Named so that SQLite sees that the index of those that are not indexed will do. */
    private static final String WAIT = " WHERE indexed = 0 AND indexed <> 1";

    static final String TAKE_OUT =
            "DELETE FROM flow_search WHERE rowid IN (SELECT flow FROM flow_search_stale)";
    private static final String NONE_STALE = "DELETE FROM flow_search_stale";
    static final String PUT_IN =
            "INSERT INTO flow_search (rowid, name, description)"
                    + " SELECT flow, name, description FROM flow_texts"
                    + WAIT;
    static final String NOTE = "UPDATE flow_texts SET indexed = 1" + WAIT;

    private final long batchCharacters;

    /**
     * Changes that wait, in characters, as far as this process knows: begins with a batch after a
     * start.
     */
    private final AtomicLong waiting;

    FlowTexts(FlowTuning tuning) {
        this.batchCharacters = tuning.indexedCharacters();
        this.waiting = new AtomicLong(tuning.indexedCharacters());
    }

    void add(SqlSession session, long flow, Texts texts) throws SQLException {
        session.execute(ADD, flow, state(texts), texts.name(), texts.description());
        changed(session, state(texts) == NEVER ? 0 : texts.length());
    }

    void replace(SqlSession session, long flow, Texts texts) throws SQLException {
        session.execute(NOTE_STALE, flow);
        session.execute(REPLACE, state(texts), texts.name(), texts.description(), flow);
        changed(session, state(texts) == NEVER ? 0 : texts.length());
    }

    void remove(SqlSession session, long flow) throws SQLException {
        session.execute(NOTE_STALE, flow);
        session.execute(REMOVE, flow);
        changed(session, 0);
    }

    /** Brings the index up to date if it is time. */
    private void changed(SqlSession session, int characters) throws SQLException {
        if (waiting.addAndGet(characters + PER_TEXT) >= batchCharacters) {
            session.execute(TAKE_OUT);
            session.execute(NONE_STALE);
            session.execute(PUT_IN);
            session.execute(NOTE);
            waiting.set(0);
        }
    }

    private static int state(Texts texts) {
        return texts.length() <= MOST_INDEXED ? NOT_YET : NEVER;
    }
}
