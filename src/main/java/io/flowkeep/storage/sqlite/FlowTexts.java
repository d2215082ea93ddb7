package io.flowkeep.storage.sqlite;

import io.flowkeep.storage.sql.SqlSession;
import io.flowkeep.storage.sqlite.FlowColumns.Texts;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The statements on the texts that are searched. Safe for concurrent use.
 *
 * <p>Texts are put into the index many at a time, since each change of it is expensive whatever its
 * size. Until then they are searched one by one, so a search finds them at once. Indexed texts that
 * have changed or been deleted are noted as stale; a search skips them, and they are removed from
 * the index at the same times. Numbers of flows are reused, so the removal comes first.
 */
final class FlowTexts {
    /** Longer texts are never put into the index: one would block the writer for a second. */
    static final int MOST_INDEXED = 1_000_000;

    /** What a text counts besides its characters. */
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

    /**
     * Written in this form so that SQLite recognises that it can use the partial index of texts
     * that are not indexed yet.
     */
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

    /** Updates the index if enough changes wait. */
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
