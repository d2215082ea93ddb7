package io.flowkeep.storage.sqlite;

import io.flowkeep.flows.Flow;
import io.flowkeep.flows.FlowDefinition;
import io.flowkeep.flows.FlowEvent;
import io.flowkeep.flows.FlowStore.Change;
import io.flowkeep.storage.sql.SqlSession;
import io.flowkeep.storage.sqlite.FlowColumns.Texts;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Stores flows with their lists, counts, texts and events. Immutable. */
record FlowChanges(ListEntries entries, FlowTexts texts) {

    /**
     * A new flow with everything derived from it beforehand, so that the one writer, which all
     * others wait for, spends no time on it.
     */
    record Insertion(Flow flow, FlowColumns columns, Texts texts, String body) {
        static Insertion of(Flow flow) {
            return new Insertion(
                    flow,
                    FlowColumns.of(flow),
                    Texts.of(flow.definition()),
                    flow.definition().compactText());
        }
    }

    /** False if the id exists already; then nothing is done. */
    boolean insert(SqlSession session, Insertion added, List<FlowEvent> events)
            throws SQLException {
        long set = OwnerSets.require(session, added.columns().owners());
        Optional<Long> number = FlowRows.insert(session, set, added.columns());
        if (number.isEmpty()) {
            OwnerSets.dropIfUnused(session, set);
            return false;
        }
        Flow flow = added.flow();
        FlowRows.define(session, number.get(), flow.definedAt(), added.body());
        FlowRows.run(session, number.get(), flow.run());
        entries.add(session, number.get(), set, added.columns());
        texts.add(session, number.get(), added.texts());
        OutboxRows.add(session, flow.id(), events);
        return true;
    }

    void make(SqlSession session, FlowRows.Row row, Flow before, Change change)
            throws SQLException {
        switch (change) {
            case Change.Keep() -> {}
            case Change.Put(var after, var events) -> {
                put(session, row, before, after);
                OutboxRows.add(session, row.flow().id(), events);
            }
            case Change.Remove(var events) -> {
                remove(session, row, FlowColumns.of(before));
                OutboxRows.add(session, row.flow().id(), events);
            }
        }
    }

    private void put(SqlSession session, FlowRows.Row row, Flow before, Flow after)
            throws SQLException {
        if (!after.id().equals(before.id()) || !after.createdAt().equals(before.createdAt())) {
            throw new IllegalArgumentException("a flow keeps its id and when it was made");
        }
        if (!after.run().equals(before.run())) {
            FlowRows.run(session, row.number(), after.run());
        }
        FlowColumns columnsBefore = FlowColumns.of(before);
        FlowColumns columnsAfter = FlowColumns.of(after);
        boolean redefined = !after.definition().equals(before.definition());
        if (redefined) {
            redefine(session, row, columnsBefore, after, columnsAfter);
            retext(session, row.number(), before.definition(), after.definition());
        } else if (!after.definedAt().equals(before.definedAt())) {
            FlowRows.define(session, row.number(), after.definedAt(), row.flow().body());
        }
        if (!redefined) {
            FlowRows.touch(session, row.number(), columnsAfter.updatedAt());
            entries.run(session, row.ownerSet(), columnsBefore, columnsAfter);
        }
    }

    private void redefine(
            SqlSession session,
            FlowRows.Row row,
            FlowColumns columnsBefore,
            Flow after,
            FlowColumns columnsAfter)
            throws SQLException {
        long set =
                columnsAfter.owners().equals(columnsBefore.owners())
                        ? row.ownerSet()
                        : OwnerSets.require(session, columnsAfter.owners());
        String body = after.definition().compactText();
        FlowRows.define(session, row.number(), after.definedAt(), body);
        FlowRows.update(session, row.number(), set, columnsAfter);
        entries.remove(session, row.ownerSet(), columnsBefore);
        entries.add(session, row.number(), set, columnsAfter);
        if (set != row.ownerSet()) {
            OwnerSets.dropIfUnused(session, row.ownerSet());
        }
    }

    private void retext(SqlSession session, long flow, FlowDefinition before, FlowDefinition after)
            throws SQLException {
        Texts texts = Texts.of(after);
        if (!texts.equals(Texts.of(before))) {
            this.texts.replace(session, flow, texts);
        }
    }

    private void remove(SqlSession session, FlowRows.Row row, FlowColumns columns)
            throws SQLException {
        texts.remove(session, row.number());
        entries.remove(session, row.ownerSet(), columns);
        OwnerSets.dropIfUnused(session, row.ownerSet());
        FlowRows.delete(session, row.number());
    }
}
