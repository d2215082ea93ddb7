package io.flowkeep.moving;

import io.flowkeep.context.ScopeTable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Scopes from the file-server's own table, by ascending id; the table is only read. */
final class TableScopes implements Source<ScopeRecord> {
    private static final int PAGE = 20;
    private static final int AT_ONCE = 64;

    private final ScopeTable table;
    private final ScopeForm form = new ScopeForm();
    private final Deque<ScopeTable.Row> page = new ArrayDeque<>();
    private long after;
    private long done;

    /** Reads a table and closes it in the end. */
    TableScopes(ScopeTable table) {
        this.table = table;
    }

    @Override
    public void goOnBehind(String position) {
        after = Long.parseLong(position);
    }

    @Override
    public Optional<SourceItem<ScopeRecord>> next() {
        if (page.isEmpty()) {
            page.addAll(table.rows(after, PAGE));
        }
        ScopeTable.Row row = page.poll();
        if (row == null) {
            return Optional.empty();
        }
        after = row.id();
        done++;
        return Optional.of(piece(row));
    }

    private SourceItem<ScopeRecord> piece(ScopeTable.Row row) {
        String position = Long.toString(row.id());
        try {
            ScopeRecord item = ScopeForm.record(row.project(), row.scope(), row.values());
            long bytes = 2L * row.values().length();
            return new SourceItem.Good<>(position, form.key(item), form.lane(item), bytes, item);
        } catch (LineForm.Misshapen e) {
            return new SourceItem.Bad<>(
                    position,
                    "row " + row.id() + " (" + row.project() + "/" + row.scope() + ")",
                    String.valueOf(e.getMessage()));
        }
    }

    @Override
    public int atOnce() {
        return AT_ONCE;
    }

    @Override
    public Unit unit() {
        return Unit.RECORDS;
    }

    @Override
    public long done() {
        return done;
    }

    @Override
    public long total() {
        return table.count();
    }

    @Override
    public void close() {
        table.close();
    }
}
