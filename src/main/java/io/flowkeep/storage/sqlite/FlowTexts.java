package io.flowkeep.storage.sqlite;

import io.flowkeep.storage.sql.SqlSession;
import io.flowkeep.storage.sqlite.FlowColumns.Texts;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The statements on the texts that are searched. Safe for concurrent use.
 *
 * <p>Texts are put into the index many at a time, since each change of it costs a flush of its own
 * whatever its size: the writer's savepoints see to that. Until then they are looked through one by
 * one, so a search finds them at once.
 */
final class FlowTexts {
    /** Longer texts are never put into the index: one would hold up the writer for a second. */
    static final int MOST_INDEXED = 1_000_000;

    /** What a text counts for besides its letters. */
    private static final int PER_TEXT = 100;

    private static final int NOT_YET = 0;
    private static final int IS_INDEXED = 1;
    private static final int NEVER = 2;
    private static final String ADD =
            "INSERT INTO flow_texts (flow, indexed, name, description) VALUES (?, ?, ?, ?)";
    private static final String REPLACE =
            "UPDATE flow_texts SET indexed = ?, name = ?, description = ? WHERE flow = ?";
    private static final String STATE = "SELECT indexed FROM flow_texts WHERE flow = ?";
    private static final String TAKE_OUT = "DELETE FROM flow_search WHERE rowid = ?";
    private static final String PUT_IN =
            "INSERT INTO flow_search (rowid, name, description)"
                    + " SELECT flow, name, description FROM flow_texts WHERE indexed = 0";
    private static final String NOTE = "UPDATE flow_texts SET indexed = 1 WHERE indexed = 0";

    private final long batchCharacters;

    /** Text that waits, as far as this process knows: begins with a batch after a start. */
    private final AtomicLong waiting;

    FlowTexts(FlowTuning tuning) {
        this.batchCharacters = tuning.indexedCharacters();
        this.waiting = new AtomicLong(tuning.indexedCharacters());
    }

    void add(SqlSession session, long flow, Texts texts) throws SQLException {
        session.execute(ADD, flow, state(texts), texts.name(), texts.description());
        putIn(session, texts);
    }

    void replace(SqlSession session, long flow, Texts texts) throws SQLException {
        takeOut(session, flow);
        session.execute(REPLACE, state(texts), texts.name(), texts.description(), flow);
        putIn(session, texts);
    }

    /** Removes a flow from the index; the text itself goes with the flow. */
    void takeOut(SqlSession session, long flow) throws SQLException {
        int state = session.find(STATE, row -> row.getInt(1), flow).orElse(NOT_YET);
        if (state == IS_INDEXED) {
            session.execute(TAKE_OUT, flow);
        }
    }

    private void putIn(SqlSession session, Texts texts) throws SQLException {
        if (state(texts) == NEVER) {
            return;
        }
        if (waiting.addAndGet(texts.length() + PER_TEXT) >= batchCharacters) {
            session.execute(PUT_IN);
            session.execute(NOTE);
            waiting.set(0);
        }
    }

    private static int state(Texts texts) {
        return texts.length() <= MOST_INDEXED ? NOT_YET : NEVER;
    }
}
